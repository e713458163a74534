"""OR-Tools and VROOM on one instance, in an interpreter that has them: JSON on standard input, routes as JSON out.

Run by benchmarks/routing.py: PEER_PYTHON benchmarks/routing_peers.py {ortools|vroom|day-ortools} < instance.json
day-ortools plans a day instead: {"mm", "seconds" (matrices), "deliver", "collect", "service", "windows", "vehicles":
[{"capacity", "fixed", "per_mm", "per_second", "from", "to", "working"}], "limit"}; money in ten-thousandths of a yuan.
The instance: {"matrix": whole numbers, "deliver": […], "collect": […], "capacity": n, "vehicles": n, "seconds": s};
node 0 is the depot. Nothing of Cuntong is imported here.
"""

import json
import sys


def ortools_routes(stated: dict) -> list[list[int]]:
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    matrix, deliver, collect = stated["matrix"], stated["deliver"], stated["collect"]
    nodes = pywrapcp.RoutingIndexManager(len(matrix), stated["vehicles"], 0)
    model = pywrapcp.RoutingModel(nodes)
    length = model.RegisterTransitCallback(lambda a, b: matrix[nodes.IndexToNode(a)][nodes.IndexToNode(b)])
    model.SetArcCostEvaluatorOfAllVehicles(length)
    # What is aboard: starts with all deliveries of the route, ends with all its pick-ups.
    change = model.RegisterUnaryTransitCallback(
        lambda a: collect[nodes.IndexToNode(a)] - deliver[nodes.IndexToNode(a)]
    )
    handed = model.RegisterUnaryTransitCallback(lambda a: deliver[nodes.IndexToNode(a)])
    model.AddDimension(change, 0, stated["capacity"], False, "aboard")
    model.AddDimension(handed, 0, stated["capacity"], True, "handed")
    aboard, given = model.GetDimensionOrDie("aboard"), model.GetDimensionOrDie("handed")
    for vehicle in range(stated["vehicles"]):
        model.solver().Add(aboard.CumulVar(model.Start(vehicle)) == given.CumulVar(model.End(vehicle)))
    search = pywrapcp.DefaultRoutingSearchParameters()
    search.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    search.time_limit.FromMilliseconds(int(stated["seconds"] * 1000))
    # The first strategy finds no plan at all on some instances; the others get the same time.
    strategies = routing_enums_pb2.FirstSolutionStrategy
    found = None
    for strategy in (
        strategies.PATH_CHEAPEST_ARC,
        strategies.PARALLEL_CHEAPEST_INSERTION,
        strategies.SAVINGS,
    ):
        search.first_solution_strategy = strategy
        found = found or model.SolveWithParameters(search)
    if found is None:
        return []
    return [
        route for vehicle in range(stated["vehicles"]) if (route := _followed(model, nodes, found, vehicle))
    ]


def ortools_day(stated: dict) -> list[list[int]]:
    """Return one list of stops for each vehicle, empty for those that stay."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    vehicles, services = stated["vehicles"], stated["service"]
    nodes = pywrapcp.RoutingIndexManager(len(services), len(vehicles), 0)
    model = pywrapcp.RoutingModel(nodes)

    def among(matrix: list[list[int]], factor: float = 1.0, after: list[int] | None = None) -> int:
        own = [
            [round(value * factor) + (after[a] if after else 0) for value in row]
            for a, row in enumerate(matrix)
        ]
        return model.RegisterTransitMatrix(own)

    for number, vehicle in enumerate(vehicles):
        model.SetArcCostEvaluatorOfVehicle(among(stated["mm"], vehicle["per_mm"]), number)
        model.SetFixedCostOfVehicle(vehicle["fixed"], number)
    change = model.RegisterUnaryTransitVector(
        [taken - given for taken, given in zip(stated["collect"], stated["deliver"], strict=True)]
    )
    handed = model.RegisterUnaryTransitVector(stated["deliver"])
    rooms = [vehicle["capacity"] for vehicle in vehicles]
    model.AddDimensionWithVehicleCapacity(change, 0, rooms, False, "aboard")
    model.AddDimensionWithVehicleCapacity(handed, 0, rooms, True, "handed")
    model.AddDimension(among(stated["seconds"], 1.0, services), 86_400, 172_800, False, "time")
    aboard, given, moment = (model.GetDimensionOrDie(name) for name in ("aboard", "handed", "time"))
    for number, vehicle in enumerate(vehicles):
        model.solver().Add(aboard.CumulVar(model.Start(number)) == given.CumulVar(model.End(number)))
        for end in (model.Start(number), model.End(number)):
            moment.CumulVar(end).SetRange(vehicle["from"], vehicle["to"])
        moment.SetSpanUpperBoundForVehicle(vehicle["working"], number)
        moment.SetSpanCostCoefficientForVehicle(vehicle["per_second"], number)
    for node, window in enumerate(stated["windows"]):
        if node:
            moment.CumulVar(nodes.NodeToIndex(node)).SetRange(*window)
    search = pywrapcp.DefaultRoutingSearchParameters()
    search.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    search.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    search.time_limit.FromMilliseconds(int(stated["limit"] * 1000))
    found = model.SolveWithParameters(search)
    return [_followed(model, nodes, found, number) for number in range(len(vehicles))] if found else []


def _followed(model, nodes, found, vehicle: int) -> list[int]:
    index, route = found.Value(model.NextVar(model.Start(vehicle))), []
    while not model.IsEnd(index):
        route.append(nodes.IndexToNode(index))
        index = found.Value(model.NextVar(index))
    return route


def vroom_routes(stated: dict) -> list[list[int]]:
    import numpy
    import vroom

    problem = vroom.Input()
    problem.set_durations_matrix("car", numpy.array(stated["matrix"], dtype=numpy.uint32))
    for vehicle in range(stated["vehicles"]):
        problem.add_vehicle(
            vroom.Vehicle(
                vehicle + 1, start=0, end=0, profile="car", capacity=vroom.Amount([stated["capacity"]])
            )
        )
    for node in range(1, len(stated["matrix"])):
        problem.add_job(
            vroom.Job(
                node,
                location=node,
                delivery=vroom.Amount([stated["deliver"][node]]),
                pickup=vroom.Amount([stated["collect"][node]]),
            )
        )
    found = problem.solve(exploration_level=5, nb_threads=2)
    routes: dict[int, list[int]] = {}
    for row in found.routes.itertuples():
        if row.type == "job":
            routes.setdefault(row.vehicle_id, []).append(int(row.location_index))
    return list(routes.values())


if __name__ == "__main__":
    peer = {"ortools": ortools_routes, "vroom": vroom_routes, "day-ortools": ortools_day}[sys.argv[1]]
    json.dump(peer(json.load(sys.stdin)), sys.stdout)
