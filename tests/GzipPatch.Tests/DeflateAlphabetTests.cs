namespace GzipPatch.Tests;

public sealed class DeflateAlphabetTests
{
    [Fact]
    public void Lengths_have_the_symbols_of_RFC_1951()
    {
        int[] bases = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

        Assert.Equal(bases, Enumerable.Range(0, DeflateAlphabet.LengthSymbols).Select(DeflateAlphabet.LengthBase));
        for (var length = DeflateAlphabet.MinMatch; length <= DeflateAlphabet.MaxMatch; length++)
        {
            var symbol = DeflateAlphabet.LengthSymbol(length);
            Assert.Equal(Array.FindLastIndex(bases, smallest => smallest <= length), symbol);
            Assert.InRange(length - bases[symbol], 0, (1 << DeflateAlphabet.LengthExtraBits(symbol)) - 1);
        }
    }

    [Fact]
    public void Distances_have_the_symbols_of_RFC_1951()
    {
        int[] bases =
        [
            1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769,
            1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
        ];

        Assert.Equal(bases, Enumerable.Range(0, DeflateAlphabet.DistanceSymbols).Select(DeflateAlphabet.DistanceBase));
        for (var distance = 1; distance <= DeflateAlphabet.MaxDistance; distance++)
        {
            var symbol = DeflateAlphabet.DistanceSymbol(distance);
            Assert.Equal(Array.FindLastIndex(bases, smallest => smallest <= distance), symbol);
            Assert.InRange(distance - bases[symbol], 0, (1 << DeflateAlphabet.DistanceExtraBits(symbol)) - 1);
        }
    }
}
