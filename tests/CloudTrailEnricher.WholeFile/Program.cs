using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.WholeFile;

// The product's pass 2 over one file, as a program to be timed beside others.
if (args.Length < 3)
{
    Console.Error.WriteLine("usage: wholefile IN.json.gz OUT.json.gz SESSIONS.json [plain]");
    return 2;
}

var source = new SourceFile(File.ReadAllBytes(args[0]), ETag: null, default, default);
var maker = new CopyMaker(new PassOptions { Recompress = args.Contains("plain") }, collectOutcomes: false);
var copy = maker.Make(args[0], source, KnownSessions.Read(args[2]));
using (var output = File.Create(args[1]))
{
    output.Write(copy.Content.Span);
}

Console.WriteLine(
    $"{copy.Method}: {copy.Counts.Records} records, {copy.Counts.RedactedRecords} redacted, {copy.Counts.Recovered} fields recovered");
return 0;
