"""What one would write in an hour: enrich.py IN OUT SESSIONS."""
import gzip
import json
import sys

source, target, sessions = sys.argv[1:4]
known = json.load(open(sessions))
document = json.loads(gzip.decompress(open(source, "rb").read()))
for record in document["Records"]:
    redacted = [f for f in ("sourceIPAddress", "userAgent") if record.get(f) == "AWS Internal"]
    identity = record.get("userIdentity") or {}
    if not redacted or identity.get("invokedBy") or record.get("sessionCredentialFromConsole") != "true":
        continue
    created = identity.get("sessionContext", {}).get("attributes", {}).get("creationDate")
    session = known.get(f"{identity.get('arn')}|{created}")
    enrichment = {"recovered": redacted if session else [], "match": "signIn" if session else "none"}
    if session:
        for field in redacted:
            record[field] = session[field]
        enrichment["evidence"] = session["evidence"]
    enrichment["version"] = "1.0.0"
    record["enrichment"] = enrichment
text = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
open(target, "wb").write(gzip.compress(text, 6))
