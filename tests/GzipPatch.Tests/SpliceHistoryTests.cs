using CsCheck;

namespace GzipPatch.Tests;

public sealed class SpliceHistoryTests
{
    private static readonly Gen<(int Kept, int Removed, int Inserted)[]> GenEdits =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 5], Gen.Int[0, 5]).Array[0, 60];

    [Fact]
    public void A_stretch_is_located_where_following_each_of_its_bytes_leads() =>
        Gen.Select(GenEdits, Gen.Int[0, 400], Gen.Int[1, 30]).Sample((edits, start, length) =>
        {
            var history = new SpliceHistory();
            history.Reset();
            var newPlaces = new List<long?>();
            var starts = new List<long>();
            long at = 0;
            foreach (var (kept, removed, inserted) in edits)
            {
                newPlaces.AddRange(Enumerable.Range(0, kept).Select(_ => (long?)at++));
                starts.Add(newPlaces.Count);
                history.Add(new(newPlaces.Count, newPlaces.Count + removed, at, at + inserted));
                newPlaces.AddRange(Enumerable.Repeat<long?>(null, removed));
                at += inserted;
                history.Take();
            }

            newPlaces.AddRange(Enumerable.Range(0, 500).Select(_ => (long?)at++));
            var places = newPlaces.Skip(start).Take(length).ToArray();
            var isWhole = places.Select((place, i) => place is not null && place - i == places[0]).All(whole => whole);
            var isTouched = starts.Any(edit => edit > start && edit < start + length);

            var located = history.TryLocate(start, length, out var shift);

            // An empty edit inside the stretch counts too.
            return located == (isWhole && !isTouched) && (!located || start + shift == places[0]);
        });

    [Fact]
    public void A_stretch_is_located_within_reach_of_the_last_edit_however_long_the_text() => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            var history = new SpliceHistory();
            history.Reset();
            var edits = new List<Splice>();
            var longestGap = 1 << random.Next(1, 18);
            long shift = 0, position = 0;
            for (var count = 0; count < 400; count++)
            {
                position += random.Next(longestGap);
                var removed = random.Next(3) == 0 ? 0 : random.Next(1_000);
                var edit = new Splice(position, position + removed, position + shift, position + shift + random.Next(1_000));
                edits.Add(edit);
                history.Add(edit);
                history.Take();
                (position, shift) = (edit.OldEnd, edit.ShiftAfter);
                var reach = position - DeflateAlphabet.MaxDistance - DeflateAlphabet.MaxMatch;
                if (random.Next(4) == 0)
                {
                    history.ForgetBefore(reach);
                }

                long start = random.NextInt64(Math.Max(0, reach), position + 1), length = random.Next(1, DeflateAlphabet.MaxMatch);
                var firstBehind = edits.FindIndex(one => one.OldEnd > start);
                var isWhole = firstBehind < 0 || edits[firstBehind].OldStart >= start + length;
                if (history.TryLocate(start, length, out var located) != isWhole
                    || (isWhole && located != (firstBehind < 0 ? shift : edits[firstBehind].ShiftBefore)))
                {
                    return false;
                }
            }

            return true;
        },
        iter: 300);
}
