"""A schemathesis check: a valid request gets the selected code, an invalid one a refusal with its reason."""

import json

import schemathesis
from schemathesis import GenerationMode


@schemathesis.check
def documented_code(ctx, response, case):
    request = response.request
    if request.method != "POST":
        return
    code = response.json()["code"]
    problem = response.headers.get("mock-problem")
    if not is_valid(request):
        assert code in ("10003", "10004"), f"an invalid request got code {code}"
        assert problem, "a refusal has no header Mock-Problem"
    elif "Prefer" not in request.headers:
        assert (code, problem) == ("0", None), f"a valid request got code {code}: {problem}"
    # OpenAPI cannot say that a token is not empty, nor which names Prefer accepts.
    if case.meta.generation.mode is GenerationMode.POSITIVE and problem:
        assert "token" in problem[0] or "Prefer" in problem[0], f"the description allows a request that is refused: {problem}"


def is_valid(request):
    token = request.headers.get("token") or b""
    kind = request.headers.get("Content-Type") or b""
    try:
        body = json.loads(request.body or b"")
        notebook = body["notebookId"]
        notebook.encode()  # a lone surrogate is no character
    except (AttributeError, KeyError, TypeError, ValueError):
        return False
    return token.strip() not in ("", b"") and kind in ("application/json", b"application/json") and notebook != ""
