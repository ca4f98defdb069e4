using CloudTrailEnricher.Replay;

return await CommandLine.RunAsync(args);
