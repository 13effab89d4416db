"""LocalStack 4.14.0 (open source) without Docker, for its interpreter of the States Language alone.

Usage: python interpreter.py PORT WORKDIR    (Python 3.13; SFN_MOCK_CONFIG names a file of task results)
Binds 127.0.0.1 only and asks nobody else for anything.
"""
import os
import pathlib
import sys

port, work = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
os.environ.update(
    # The default server ignores the host and listens on every interface.
    GATEWAY_SERVER="hypercorn",
    GATEWAY_LISTEN=f"127.0.0.1:{port}", LOCALSTACK_HOST=f"127.0.0.1:{port}", DNS_ADDRESS="0",
    SKIP_SSL_CERT_DOWNLOAD="1", DISABLE_EVENTS="1", FILESYSTEM_ROOT=str(work),
    AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test")

from localstack.runtime.main import main  # noqa: E402

sys.argv = sys.argv[:1]
main()
