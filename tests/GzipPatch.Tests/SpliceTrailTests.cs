using CsCheck;

namespace GzipPatch.Tests;

public sealed class SpliceTrailTests
{
    private static readonly Gen<(int Kept, int Removed, int Inserted)[]> GenEdits =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 5], Gen.Int[0, 5]).Array[0, 60];

    [Fact]
    public void A_stretch_is_located_where_following_each_of_its_bytes_leads() => Gen.Select(GenEdits, Gen.Int[0, 400], Gen.Int[1, 30]).Sample(
        (edits, start, length) =>
        {
            var trail = new SpliceTrail();
            trail.Reset();
            var newPlaces = new List<long?>();
            var starts = new List<long>();
            long at = 0;
            foreach (var (kept, removed, inserted) in edits)
            {
                newPlaces.AddRange(Enumerable.Range(0, kept).Select(_ => (long?)at++));
                starts.Add(newPlaces.Count);
                trail.Add(new(newPlaces.Count, newPlaces.Count + removed, at, at + inserted));
                newPlaces.AddRange(Enumerable.Repeat<long?>(null, removed));
                at += inserted;
                trail.Take();
            }

            newPlaces.AddRange(Enumerable.Range(0, 500).Select(_ => (long?)at++));
            var places = newPlaces.Skip(start).Take(length).ToArray();
            var isWhole = places.Select((place, i) => place is not null && place - i == places[0]).All(whole => whole);
            var isTouched = starts.Any(edit => edit > start && edit < start + length);

            var located = trail.TryLocate(start, length, out var shift);

            // An edit of nothing inside the stretch counts as a touch.
            return located == (isWhole && !isTouched) && (!located || start + shift == places[0]);
        });
}
