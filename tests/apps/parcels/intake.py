"""Carriers' files as they come, and the way of a file from upload to parcels; county and stations are real rows."""

import csv
import io

import openpyxl
import xlsxwriter

from cuntong.apps.imports import operations as imports
from cuntong.apps.imports.kinds import SHEETS
from cuntong.apps.jobs import operations as jobs

LANGTIAN, LANGTIAN_TOWN = "440281104213", "440281104000"


def xlsx(*rows, merged=()):
    """A workbook of these rows; `merged` are areas such as A1:A2."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def large_xlsx(rows):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return buffer.getvalue()


def csv_file(*rows, encoding="utf-8-sig"):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def upload(content, by, at, *, carrier="STO", filename="到件.xlsx"):
    """Uploads a file as that carrier's, runs its check, and returns the batch."""
    batch = imports.upload(
        sheet=SHEETS[f"parcels.{carrier}"], file=io.BytesIO(content), filename=filename, by=by, at=at
    )
    return checked(batch, at)


def checked(batch, at):
    job = jobs.run(job_id=batch.job_id, clock=lambda: at)
    assert job.state == "DONE", job.message
    batch.refresh_from_db()
    return batch


def commit(batch, by, at):
    assert batch.state == "READY", (batch.state, batch.message, batch.findings)
    return checked(imports.request_commit(batch=batch, by=by, at=at), at)


def messages(batch):
    return [(error["row"], error["message"]["zh"]) for error in batch.findings["errors"]]
