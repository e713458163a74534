"""What a government document sets: caps, weights, bands, deadlines, outlines — dated TOML, each value with its basis; a loader, no logic."""

from ._counter import ServiceLimit, ServiceRules, load_service_rules
from ._counties import County, Denominator, Project, load_county
from ._funds import (
    BarredItem,
    Cap,
    Direction,
    FundsRules,
    ItemType,
    Limit,
    Requirement,
    load_funds_rules,
)
from ._inspections import (
    CallQuestion,
    ChecklistQuestion,
    InspectionRules,
    judged_questions,
    load_inspection_rules,
)
from ._layouts import Layout, Page, Style, load_layout
from ._outlines import Outline, Section, list_outlines, load_outline
from ._parcels import ParcelLimit, ParcelRules, load_parcel_rules
from ._placeholders import Placeholder, PlaceholderError, Vocabulary, load_placeholders, pieces
from ._routes import RouteLimit, RouteRules, load_route_rules
from ._rules import Document, Grounded, Rule
from ._scorecards import ScorecardBook, describe_scorecard, list_scorecards, load_scorecard
from ._shelf import PACKAGED, RulebookError, Shelf
from ._stations import (
    AreaStandard,
    Equipment,
    NetworkLimit,
    Sign,
    StationStandards,
    Zone,
    load_station_standards,
)
from ._training import CertificateKind, CourseKind, OutcomeKind, ProofKind, TrainingRules, load_training_rules

__all__ = [
    "PACKAGED",
    "AreaStandard",
    "BarredItem",
    "CallQuestion",
    "Cap",
    "CertificateKind",
    "ChecklistQuestion",
    "County",
    "CourseKind",
    "Denominator",
    "Direction",
    "Document",
    "Equipment",
    "FundsRules",
    "Grounded",
    "InspectionRules",
    "ItemType",
    "Layout",
    "Limit",
    "NetworkLimit",
    "OutcomeKind",
    "Outline",
    "Page",
    "ParcelLimit",
    "ParcelRules",
    "Placeholder",
    "PlaceholderError",
    "Project",
    "ProofKind",
    "Requirement",
    "RouteLimit",
    "RouteRules",
    "Rule",
    "RulebookError",
    "ScorecardBook",
    "Section",
    "ServiceLimit",
    "ServiceRules",
    "Shelf",
    "Sign",
    "StationStandards",
    "Style",
    "TrainingRules",
    "Vocabulary",
    "Zone",
    "describe_scorecard",
    "judged_questions",
    "list_outlines",
    "list_scorecards",
    "load_county",
    "load_funds_rules",
    "load_inspection_rules",
    "load_layout",
    "load_outline",
    "load_parcel_rules",
    "load_placeholders",
    "load_route_rules",
    "load_scorecard",
    "load_service_rules",
    "load_station_standards",
    "load_training_rules",
    "pieces",
]
