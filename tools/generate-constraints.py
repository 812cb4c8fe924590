"""Prints what the service models ask of inputs beyond their types, as JSON: lengths, ranges, patterns, enums.

    python3 tools/generate-constraints.py '[["ec2", ["RunInstances"]], ["iam", null]]'

The argument names services as botocore does, each with the operations wanted (null: all). The models are those of the
installed botocore, which are AWS's public ones. Run by tools/generate.ts; the short keys are explained in
packages/wire/src/validation/constraints.ts.
"""

import json
import sys

try:
    import botocore
    import botocore.session
except ImportError:
    sys.exit(3)

# Sets that grow with every month of AWS: a value unknown to the pinned model is not therefore wrong.
OPEN_ENUMS = {("ec2", "InstanceType"), ("s3", "BucketLocationConstraint")}

NUMBERS = {"integer", "long", "float", "double"}


def constraint(service, shape, seen):
    """The constraint of a shape, with those of what it holds, up to the next structure."""
    found = {}
    kind = shape.type_name
    limits = [shape.metadata.get("min"), shape.metadata.get("max")]
    if limits != [None, None] and kind != "structure":
        found["r" if kind in NUMBERS else "l"] = limits
    if "pattern" in shape.metadata:
        found["p"] = shape.metadata["pattern"]
    if getattr(shape, "enum", None) and (service, shape.name) not in OPEN_ENUMS:
        found["e"] = list(shape.enum)
    if kind in ("float", "double"):
        found["f"] = 1
    if shape.name not in seen:
        inside = {"list": [("i", "member")], "map": [("k", "key"), ("v", "value")]}.get(kind, [])
        for key, attribute in inside:
            inner = constraint(service, getattr(shape, attribute), seen | {shape.name})
            if inner:
                found[key] = inner
    return found


def visit(service, shape, members):
    """Adds the constraints of all structures that a shape reaches."""
    kind = shape.type_name
    if kind == "list":
        visit(service, shape.member, members)
    elif kind == "map":
        visit(service, shape.value, members)
    elif kind == "structure" and shape.name not in members:
        members[shape.name] = {}
        for name, member in shape.members.items():
            found = constraint(service, member, frozenset())
            if found:
                members[shape.name][name] = found
            visit(service, member, members)


def generate(service, wanted):
    model = botocore.session.get_session().get_service_model(service)
    members = {}
    errors = {}
    for name in model.operation_names:
        if wanted is not None and name not in wanted:
            continue
        operation = model.operation_model(name)
        if operation.input_shape is not None:
            visit(service, operation.input_shape, members)
        errors[name] = sorted(shape.name for shape in operation.error_shapes)
    return {
        "source": f"botocore {botocore.__version__}, {service} {model.api_version}",
        "members": {name: found for name, found in members.items() if found},
        "errors": errors,
    }


json.dump({service: generate(service, wanted) for service, wanted in json.loads(sys.argv[1])}, sys.stdout)
