using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Tests.Storage;

/// <summary>Checksums are on disk: whoever changes how they are made refuses every database there is.</summary>
public sealed class ChecksumTests
{
    [Fact]
    public void Of_StaysAsItIsOnDisk()
    {
        Assert.Equal(0, Checksum.Of());
        Assert.Equal(1919010873, Checksum.Of(1L, 2L, 1, "text"u8.ToArray()));
        Assert.Equal(420795621, Checksum.Of("a longer text, with an umlaut: ä"));
    }

    [Fact]
    public void Of_AWholeNumber_IsTheSameWhateverItsWidth() => Assert.Equal(Checksum.Of(7L), Checksum.Of(7));

    [Fact]
    public void Of_TextsThatShareTheirBytesOtherwise_Differs() => Assert.NotEqual(Checksum.Of("ab", "c"), Checksum.Of("a", "bc"));

    [Fact]
    public void Of_AnyByteThatChanged_Differs()
    {
        var bytes = Enumerable.Range(0, 100).Select(i => (byte)i).ToArray();
        var whole = Checksum.Of(bytes);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x10;
            Assert.NotEqual(whole, Checksum.Of(bytes));
            bytes[i] ^= 0x10;
        }
    }
}
