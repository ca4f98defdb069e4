using System.Text;

namespace GzipPatch.Tests;

public sealed class CompressionRatioTests
{
    /// <summary>Log records of about 1600 bytes, a tenth of which get an object of about 200 bytes with one of 30 ids.</summary>
    [Fact]
    public void Objects_put_into_a_tenth_of_the_records_cost_little_more_than_compressing_again()
    {
        var random = new Random(6);
        var ids = Enumerable.Range(0, 30).Select(_ => new Guid(Bytes(random, 16)).ToString()).ToArray();
        var contexts = Enumerable.Range(0, 40).Select(_ => Context(random)).ToArray();
        var text = new StringBuilder();
        var edits = new List<Edit>();
        for (var record = 0; record < 10_000; record++)
        {
            text.Append($"{{\"time\":\"2026-03-14T{record / 3600 % 24:00}:{record / 60 % 60:00}:{record % 60:00}Z\",");
            text.Append($"\"user\":\"user-{random.Next(200)}\",");
            text.Append($"\"action\":\"Action{random.Next(50)}\",\"region\":\"eu-west-{random.Next(3)}\",");
            text.Append($"\"request\":\"{new Guid(Bytes(random, 16))}\",");
            text.Append($"\"agent\":\"client/{random.Next(9)}.{random.Next(20)} (linux; x64) with a rather long description of itself\",");
            text.Append(contexts[random.Next(contexts.Length)]);
            text.Append($"\"resource\":\"arn:example:storage:::bucket-{random.Next(40)}/key/{random.Next(100_000)}\",");
            text.Append("\"result\":\"Success\"");
            if (record % 10 == 0)
            {
                var id = ids[random.Next(ids.Length)];
                edits.Add(new(text.Length, 0, Encoding.ASCII.GetBytes(
                    $",\"addition\":{{\"program\":\"An enricher of records\",\"version\":\"1.0.0\",\"session\":\"{id}\","
                    + "\"fields\":[\"address\",\"agent\"],\"note\":\"put in afterwards\"}")));
            }

            text.Append("}\n");
        }

        var old = Encoding.ASCII.GetBytes(text.ToString());
        var output = Oracle.AssertEdits(Encoders.Compress(old), old, edits);
        var recompressed = Encoders.Compress(Oracle.Splice(old, edits));

        Assert.InRange(output.Length, 0, recompressed.Length * 1.05);
    }

    private static string Context(Random random) =>
        string.Concat(
            Enumerable.Range(0, 30).Select(field => $"\"field{field}\":\"{Convert.ToHexString(Bytes(random, random.Next(8, 18)))}\","));

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
