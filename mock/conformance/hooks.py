"""A check for schemathesis: what keeps the contract gets the chosen code, and what breaks it a refusal that says why."""

import json

import schemathesis
from schemathesis import GenerationMode


@schemathesis.check
def verdict(ctx, response, case):
    request = response.request
    if request.method != "POST":
        return
    code = response.json()["code"]
    problem = response.headers.get("mock-problem")
    if not keeps_the_contract(request):
        assert code in ("10003", "10004"), f"a request that breaks the contract got code {code}"
        assert problem, "a refusal does not say what was wrong"
    elif "Prefer" not in request.headers:
        assert (code, problem) == ("0", None), f"a good request got code {code}: {problem}"
    # That a token must not be empty, and which names Prefer knows, is more than a contract can say.
    if case.meta.generation.mode is GenerationMode.POSITIVE and problem:
        assert "token" in problem[0] or "Prefer" in problem[0], f"the contract allows what is refused: {problem}"


def keeps_the_contract(request):
    token = request.headers.get("token") or b""
    kind = request.headers.get("Content-Type") or b""
    try:
        body = json.loads(request.body or b"")
        notebook = body["notebookId"]
        notebook.encode()  # a lone surrogate is no character
    except (AttributeError, KeyError, TypeError, ValueError):
        return False
    return token.strip() not in ("", b"") and kind in ("application/json", b"application/json") and notebook != ""
