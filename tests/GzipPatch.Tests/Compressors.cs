using CloudTrailEnricher.Requirements;

namespace GzipPatch.Tests;

/// <summary>The program that every machine of Unix has, and with it the others.</summary>
internal sealed class Gzip() : InstalledProgram("gzip", "gzip");

/// <summary>The slowest compressor, which looks for the shortest encoding.</summary>
internal sealed class Zopfli() : InstalledProgram("zopfli", "zopfli");

/// <summary>Java, which brings an inflater of its own.</summary>
internal sealed class Java() : InstalledProgram("java", "default-jre-headless");
