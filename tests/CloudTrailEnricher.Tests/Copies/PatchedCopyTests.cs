using System.Collections;
using System.Diagnostics.CodeAnalysis;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Tests.Copies;

public sealed class PatchedCopyTests
{
    /// <summary>
    /// A bit of the source that flips after it was read and before it is copied stands in for a fault of the editor. The copy then goes the
    /// plain way, which finds the source damaged.
    /// </summary>
    [Fact]
    public void A_patched_copy_that_does_not_hold_its_text_is_not_returned()
    {
        var text = Samples.File(Samples.Redacted(), Samples.SwitchRole());
        var content = Samples.Gzip(text);
        var index = new InMemoryEvidence();
        index.Put(Samples.Scan(text).Evidence);
        var maker = new CopyMaker(new PassOptions(), collectOutcomes: false);
        var sound = Make(flip: null)!;

        var refused = 0;
        for (var place = content.Length / 2; place < content.Length - 8; place++)
        {
            if (Make(place) is not { } copy)
            {
                refused++;
                continue;
            }

            Assert.Equal(Samples.Gunzip(sound.Content), Samples.Gunzip(copy.Content));
        }

        Assert.Equal(CopyMethod.Patched, sound.Method);
        Assert.NotEqual(0, refused);

        EnrichedCopy? Make(int? flip)
        {
            var changing = content.ToArray();
            try
            {
                var evidence = new EvidenceThatMeddles(Samples.BySession(index), () =>
                {
                    if (flip is { } place)
                    {
                        changing[place] = (byte)(content[place] ^ 1);
                    }
                });
                return maker.Make("test", new SourceFile(changing, ETag: null, default, default), evidence);
            }
            catch (LogFileException)
            {
                return null;
            }
        }
    }

    /// <summary>A message that names the sessions spares the scan, so that making the copy is the first to read the file.</summary>
    [Fact]
    public void A_bomb_whose_message_names_its_sessions_is_refused()
    {
        var bomb = Samples.Gzip(Samples.File([.. Enumerable.Repeat("""{"a":1}""", 200_000)]));
        var maker = new CopyMaker(new PassOptions { Limits = new ReadLimits { TextBytes = 1_000_000 } }, collectOutcomes: false);

        var error = Assert.Throws<LogFileException>(
            () => maker.Make("bomb", new SourceFile(bomb, ETag: null, default, default), Samples.NoEvidence));

        Assert.Equal(
            "bomb: byte 1000000 of the text: the text is longer than the limit of 1000000 bytes; if the file is sound, raise the limit",
            error.Message);
    }

    /// <summary>Evidence that does something else, too, when it is asked for.</summary>
    private sealed class EvidenceThatMeddles(IReadOnlyDictionary<SessionKey, SessionEvidence> evidence, Action meddle)
        : IReadOnlyDictionary<SessionKey, SessionEvidence>
    {
        public IEnumerable<SessionKey> Keys => evidence.Keys;

        public IEnumerable<SessionEvidence> Values => evidence.Values;

        public int Count => evidence.Count;

        public SessionEvidence this[SessionKey session] => TryGetValue(session, out var found) ? found : throw new KeyNotFoundException();

        public bool ContainsKey(SessionKey session) => evidence.ContainsKey(session);

        public bool TryGetValue(SessionKey session, [MaybeNullWhen(false)] out SessionEvidence found)
        {
            meddle();
            return evidence.TryGetValue(session, out found);
        }

        public IEnumerator<KeyValuePair<SessionKey, SessionEvidence>> GetEnumerator() => evidence.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
