"""Tokens for EKS as botocore signs them, to hold ours against: python reference_tokens.py > ../../test/fixtures/eks/tokens.json

Needs the packages of ../stack/requirements.txt (botocore alone is used). Prints JSON: each case with what it was made from.
The credentials are made up and open nothing.
"""

import base64
import datetime
import json

import botocore
import botocore.auth
import botocore.session

CLUSTER_HEADER = "x-k8s-aws-id"
SESSION = "IQoJb3JpZ2luX2VjEKz//////////wEaCXVzLWVhc3QtMSJHMEUCIQ+a/b=c=="
CASES = [
    ("us-east-1", "prod", "2026-11-24T11:50:36Z", SESSION),
    ("eu-central-1", "prod_eu-1", "2026-01-02T03:04:05Z", SESSION),
    ("us-gov-west-1", "a", "2026-12-31T23:59:59Z", "short+/="),
    ("cn-north-1", "Prod" + "x" * 96, "2028-02-29T00:00:00Z", SESSION * 12),
    ("ap-southeast-5", "0", "2026-06-30T12:00:00Z", "!*'() ~-_.%é"),
]


def token(region, cluster, at, session_token):
    moment = datetime.datetime.fromisoformat(at.replace("Z", "+00:00")).replace(tzinfo=None)
    # The signer reads the clock by itself.
    botocore.auth.get_current_datetime = lambda remove_tzinfo=True: moment
    sts = botocore.session.Session().create_client(
        "sts",
        region_name=region,
        aws_access_key_id="ASIAEXAMPLEEXAMPLE01",
        aws_secret_access_key="made/up+secret+access+key+of+no+account0",
        aws_session_token=session_token,
    )

    def name_cluster(request, **_):
        request.headers[CLUSTER_HEADER] = cluster

    sts.meta.events.register("before-sign.sts.GetCallerIdentity", name_cluster)
    url = sts.generate_presigned_url("get_caller_identity", Params={}, ExpiresIn=60, HttpMethod="GET")
    return "k8s-aws-v1." + base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")


print(
    json.dumps(
        {
            "madeBy": f"botocore {botocore.__version__}",
            "accessKeyId": "ASIAEXAMPLEEXAMPLE01",
            "secretAccessKey": "made/up+secret+access+key+of+no+account0",
            "cases": [
                {"region": r, "cluster": c, "at": at, "sessionToken": s, "token": token(r, c, at, s)}
                for r, c, at, s in CASES
            ],
        },
        indent=2,
    )
)
