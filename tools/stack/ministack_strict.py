"""Start MiniStack 1.5.33 with the Step Functions and Node error semantics of AWS that it lacks.

Every patch is checked against the pinned version: if the text or the function it replaces is gone, start-up fails.
1. A JavaScript error keeps its name (`errorType` = error.name), so Catch and Retry by name work; a dead process is Runtime.ExitError.
2. A Lambda that throws under .waitForTaskToken fails the task instead of leaving it waiting.
3. TimeoutSecondsPath, HeartbeatSeconds and HeartbeatSecondsPath are honoured (States.Timeout, States.HeartbeatTimeout).
4. Every attempt of a retried callback task gets a new token.
5. SendTaskSuccess refuses output that is not JSON.
6. HTTPS from a Lambda to another port of this machine stays HTTPS: a cluster's API server there is not MiniStack.

With MENDGATE_STACK_OWNED set, it and the Lambdas it started end when standard input does: whoever started it is gone.
"""
import json
import os
import signal
import sys
import threading
import time

from importlib.metadata import version

PINNED = "1.5.33"
if version("ministack") != PINNED:
    raise SystemExit(f"ministack_strict was checked with ministack {PINNED}, found {version('ministack')}")

from ministack.core import lambda_runtime as rt  # noqa: E402
from ministack.services import lambda_svc, stepfunctions as sf  # noqa: E402

local = threading.local()

# 1. names of JavaScript errors -----------------------------------------------------------------
OLD = 'status: "error", error: String(err.message || err), trace: err.stack || ""'
NEW = ('status: "error", error: String(err && err.message !== undefined ? err.message : err), trace: (err && err.stack) || "", '
       'errorType: err instanceof Error ? err.name : typeof err')
OLD2 = 'status: "error", error: e.message, trace: e.stack\n      }) + "\\n");\n    }\n  } catch (e) {'
if OLD not in rt._NODEJS_WORKER_SCRIPT or OLD2 not in rt._NODEJS_WORKER_SCRIPT:
    raise SystemExit("ministack_strict: the Node worker script has changed")
rt._NODEJS_WORKER_SCRIPT = rt._NODEJS_WORKER_SCRIPT.replace(OLD, NEW).replace(
    OLD2, OLD2.replace('trace: e.stack', 'trace: e.stack, errorType: e instanceof Error ? e.name : typeof e'))

worker_invoke = rt.Worker.invoke


def invoke(self, *args, **kwargs):
    result = worker_invoke(self, *args, **kwargs)
    local.failure = None
    if result.get("status") == "error":
        if result.get("errorType"):
            local.failure = (result["errorType"], (result.get("trace") or "").split("\n"))
        elif result.get("error") == "Worker process died":
            local.failure = ("Runtime.ExitError", None)
    return result


rt.Worker.invoke = invoke
execute_warm = lambda_svc._execute_function_warm


def execute_function_warm(func, event, request_id):
    local.failure = None
    result = execute_warm(func, event, request_id)
    if result.get("error") and local.failure and isinstance(result.get("body"), dict):
        kind, trace = local.failure
        body = {"errorType": kind, "errorMessage": result["body"].get("errorMessage", "")}
        if trace is None:
            body["errorMessage"] = "Error: Runtime exited with error"
        else:
            body["trace"] = trace
        result["body"] = body
    return result


lambda_svc._execute_function_warm = execute_function_warm

# 3 (resolving the paths) and 4 (knowing the context) ----------------------------------------------
execute_task = sf._execute_task


def resolve(path, raw_input, ctx):
    value = sf._resolve_path_or_ctx(path, raw_input, ctx)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
        raise sf._ExecutionError("States.Runtime", f"{path} is not a positive number of seconds")
    return value


def strict_execute_task(state_def, raw_input, execution, ctx):
    paths = {f: state_def[f + "Path"] for f in ("TimeoutSeconds", "HeartbeatSeconds") if f + "Path" in state_def}
    if paths:
        state_def = {**state_def, **{f: resolve(p, raw_input, ctx) for f, p in paths.items()}}
    before = getattr(local, "ctx", None)
    local.ctx = ctx
    try:
        return execute_task(state_def, raw_input, execution, ctx)
    finally:
        local.ctx = before


sf._execute_task = strict_execute_task
invoke_with_callback = sf._invoke_with_callback
call_lambda = sf._call_lambda


class Waiting(threading.Event):
    """The event that MiniStack waits on: it also ends on a missed heartbeat and on a failed call."""

    heartbeat = None
    failed = None
    token = None

    def wait(self, timeout=None):
        if self.failed:
            return True
        end = time.monotonic() + timeout
        beat, seen = time.monotonic(), None
        while True:
            limit = end if not self.heartbeat else min(end, beat + self.heartbeat)
            if super().wait(max(0.0, min(limit - time.monotonic(), 0.25))):
                return True
            info = sf._task_tokens.get(self.token) or {}
            if info.get("heartbeat") is not seen:
                beat, seen = time.monotonic(), info.get("heartbeat")
                continue
            if time.monotonic() >= limit:
                if limit < end:
                    info["error"] = {"Error": "States.HeartbeatTimeout", "Cause": ""}
                    return True
                return False


def strict_invoke_with_callback(resource, input_data, token, state_def):
    event = Waiting()
    event.heartbeat, event.token = state_def.get("HeartbeatSeconds"), token
    local.event = event

    def remember(func_ref, payload):
        try:
            return call_lambda(func_ref, payload)
        except sf._ExecutionError as error:
            info = sf._task_tokens.get(token)
            if info is not None:
                info["error"] = {"Error": error.error, "Cause": error.cause}
                event.failed = True
            raise

    local.call_lambda = remember
    try:
        return invoke_with_callback(resource, input_data, token, state_def)
    except sf._ExecutionError:
        if getattr(local, "ctx", None) is not None:
            local.ctx["Task"] = {"Token": sf.new_uuid()}
        raise
    finally:
        local.event = local.call_lambda = None


sf._invoke_with_callback = strict_invoke_with_callback
sf._call_lambda = lambda ref, payload: (getattr(local, "call_lambda", None) or call_lambda)(ref, payload)


class Threading:
    """threading as seen by MiniStack's module: Event() inside a callback task is ours."""

    def __getattr__(self, name):
        return getattr(threading, name)

    @staticmethod
    def Event():
        event, local.event = getattr(local, "event", None), None
        return event if event is not None else threading.Event()


sf.threading = Threading()

# 5. output must be JSON ---------------------------------------------------------------------------
send_task_success = sf._send_task_success


def strict_send_task_success(data):
    try:
        json.loads(data.get("output", "{}"))
    except ValueError as error:
        return sf.error_response_json("InvalidOutput", f"Invalid Output: {error}", 400)
    return send_task_success(data)


sf._send_task_success = strict_send_task_success


# 6. TLS to this machine ---------------------------------------------------------------------------
LOCAL = ('    if (host === "127.0.0.1" || host === "localhost" || host === msHost\n'
         '        || (advertised && host === advertised)) {')
if LOCAL not in rt._NODEJS_WORKER_SCRIPT:
    raise SystemExit("ministack_strict: the Node worker script treats HTTPS to this machine in another way")
rt._NODEJS_WORKER_SCRIPT = rt._NODEJS_WORKER_SCRIPT.replace(
    LOCAL, '    const ours = !options.port || ["443", String(msPort)].includes(String(options.port));\n'
    + LOCAL.replace('if (', 'if (ours && (').replace(')) {', '))) {'))


def end_with_owner():
    sys.stdin.buffer.read()
    # Our own process group: `up` starts us as its leader, and the Lambdas are in it.
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    if os.environ.pop("MENDGATE_STACK_OWNED", None):
        threading.Thread(target=end_with_owner, daemon=True).start()
    from ministack.app import main
    main()
