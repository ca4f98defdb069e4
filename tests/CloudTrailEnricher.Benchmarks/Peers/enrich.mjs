// What one would write in an hour: node enrich.mjs IN OUT SESSIONS
import fs from 'node:fs';
import zlib from 'node:zlib';

const [source, target, sessions] = process.argv.slice(2);
const known = JSON.parse(fs.readFileSync(sessions, 'utf8'));
const file = JSON.parse(zlib.gunzipSync(fs.readFileSync(source)).toString('utf8'));
for (const record of file.Records) {
  const redacted = ['sourceIPAddress', 'userAgent'].filter((field) => record[field] === 'AWS Internal');
  const identity = record.userIdentity;
  if (redacted.length === 0 || identity?.invokedBy || record.sessionCredentialFromConsole !== 'true') continue;
  const session = known[`${identity?.arn}|${identity?.sessionContext?.attributes?.creationDate}`];
  for (const field of session ? redacted : []) record[field] = session[field];
  record.enrichment = session
    ? { recovered: redacted, match: 'signIn', evidence: session.evidence, version: '1.0.0' }
    : { recovered: [], match: 'none', version: '1.0.0' };
}
fs.writeFileSync(target, zlib.gzipSync(JSON.stringify(file), { level: 6 }));
