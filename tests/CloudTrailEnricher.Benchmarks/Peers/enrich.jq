# What one would write in an hour: zcat IN | jq -c --slurpfile known SESSIONS -f enrich.jq | gzip > OUT
.Records |= map(
  . as $record
  | ["sourceIPAddress", "userAgent"] | map(select($record[.] == "AWS Internal")) as $redacted
  | $record
  | if ($redacted | length) > 0 and (.userIdentity.invokedBy | not) and .sessionCredentialFromConsole == "true" then
      $known[0]["\(.userIdentity.arn)|\(.userIdentity.sessionContext.attributes.creationDate)"] as $session
      | if $session then
          reduce $redacted[] as $field (.; .[$field] = $session[$field])
          | .enrichment = {recovered: $redacted, match: "signIn", evidence: $session.evidence, version: "1.0.0"}
        else
          .enrichment = {recovered: [], match: "none", version: "1.0.0"}
        end
    else . end)
