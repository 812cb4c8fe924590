"""botocore's side of the cross-check in botocore.test.ts: JSON lines in, JSON lines out.

    requests SERVICE...   prints, for every operation, the request that botocore makes of sample input
    answers               reads answers with what they should say, and prints what botocore understands differently
"""

import base64
import datetime
import io
import json
import random
import sys
from urllib.parse import urlencode

import botocore.session
from botocore.awsrequest import HeadersDict
from botocore.parsers import create_parser
from botocore.serialize import create_serializer

SESSION = botocore.session.get_session()
EPOCH = 1_700_000_000


def sample(shape, within=(), plain=False):
    """A value with every member set; shapes that contain themselves end where they come round."""
    kind = shape.type_name
    if kind == "structure":
        if shape.name in within or len(within) > 12:
            return None
        members = list(shape.members.items())
        if getattr(shape, "is_tagged_union", False):
            members = members[:1]
        made = {name: sample(member, (*within, shape.name), is_plain(member)) for name, member in members}
        made = {name: value for name, value in made.items() if value is not None}
        return made if made or not within else None
    if kind == "list":
        items = [sample(shape.member, (*within, shape.name), plain) for _ in range(2 if len(within) < 3 else 1)]
        return [item for item in items if item is not None] or None
    if kind == "map":
        value = sample(shape.value, within, plain)
        return None if value is None else {"k1": value}
    if kind == "timestamp":
        return datetime.datetime.fromtimestamp(EPOCH + random.randrange(10**6), datetime.timezone.utc)
    if kind == "blob":
        return bytes([1, 2, 3, random.randrange(256)])
    if kind == "boolean":
        return random.random() < 0.5
    if kind in ("integer", "long"):
        return random.randrange(1, 1000)
    if kind in ("float", "double"):
        return float(random.randrange(1, 1000))
    return ("v%d" if plain else " é&<>\"+ %%%d") % random.randrange(1000)


def is_plain(member):
    return member.serialization.get("location") in ("header", "headers", "uri")


def neutral(value):
    """As JSON, in a form that the other side writes too."""
    if isinstance(value, bytes):
        return "bytes " + value.hex()
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    if isinstance(value, dict):
        return {key: neutral(item) for key, item in value.items()}
    if isinstance(value, list):
        return [neutral(item) for item in value]
    return value


def say(record):
    print(json.dumps(record))


def requests(services):
    random.seed(3)
    for service in services:
        model = SESSION.get_service_model(service)
        serializer = create_serializer(model.resolved_protocol, False)
        for name in model.operation_names:
            operation = model.operation_model(name)
            params = sample(operation.input_shape) if operation.input_shape else {}
            if service == "s3":
                # Digests would have to be right, and the client checks them against the content.
                params = {key: value for key, value in params.items() if "Checksum" not in key and key != "ContentMD5"}
                params.update({"Bucket": "bucket"} if "Bucket" in params else {})
            made = serializer.serialize_to_request(params, operation)
            body = made["body"]
            if isinstance(body, dict):
                body = urlencode(body, doseq=True)
            body = body.encode() if isinstance(body, str) else body
            query = made["query_string"]
            say(
                {
                    "service": service,
                    "operation": name,
                    "method": made["method"],
                    "path": made["url_path"],
                    "query": query if isinstance(query, dict) else {},
                    "headers": {key.lower(): str(value) for key, value in made["headers"].items()},
                    "body": base64.b64encode(body or b"").decode(),
                    "want": neutral(params),
                }
            )


def differences(shape, want, got, path):
    """Where `got` lacks or changes what is wanted. Members that this botocore does not know are passed over."""
    kind = shape.type_name
    if kind == "structure":
        for name, value in want.items():
            if name in shape.members:
                if name not in (got or {}):
                    yield f"{path}.{name} is missing"
                else:
                    yield from differences(shape.members[name], value, got[name], f"{path}.{name}")
    elif kind == "list":
        if len(want) != len(got):
            yield f"{path} has {len(got)} items, not {len(want)}"
        for index, (left, right) in enumerate(zip(want, got)):
            yield from differences(shape.member, left, right, f"{path}[{index}]")
    elif kind == "map":
        for key in want:
            if key not in got:
                yield f"{path}.{key} is missing"
            else:
                yield from differences(shape.value, want[key], got[key], f"{path}.{key}")
    else:
        found = neutral(got.read() if hasattr(got, "read") else got)
        if found != want:
            yield f"{path}: {found!r}, not {want!r}"


def answers():
    for line in sys.stdin:
        answer = json.loads(line)
        model = SESSION.get_service_model(answer["service"])
        if answer["operation"] not in model.operation_names:
            continue
        operation = model.operation_model(answer["operation"])
        if operation.has_event_stream_output:
            continue
        body = base64.b64decode(answer["body"])
        failed = answer["status"] >= 300
        response = {
            "status_code": answer["status"],
            "headers": HeadersDict(answer["headers"]),
            "body": io.BytesIO(body) if operation.has_streaming_output and not failed else body,
        }
        shape = operation.output_shape
        try:
            parsed = create_parser(model.resolved_protocol).parse(response, shape)
            if failed:
                problems = [] if parsed["Error"] == answer["want"] else [f"error: {parsed['Error']}"]
            else:
                problems = list(differences(shape, answer["want"], parsed, "")) if shape else []
            request_id = parsed["ResponseMetadata"].get("RequestId")
            if request_id != "request-1":
                problems.append(f"request id: {request_id}")
        except Exception as error:  # whatever a parser throws is what we want to know
            problems = [repr(error)]
        say({"service": answer["service"], "operation": answer["operation"], "problems": problems[:3]})


if sys.argv[1] == "requests":
    requests(sys.argv[2:])
else:
    answers()
