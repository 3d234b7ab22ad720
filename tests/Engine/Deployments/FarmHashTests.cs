using System.Text;
using Mdlc.Engine.Hashing;

namespace Mdlc.Engine.Tests.Deployments;

public sealed class FarmHashTests
{
    /// <summary>Published values, of each length that has rules of its own.</summary>
    [Theory]
    [InlineData("", 0xdc56d17a)]
    [InlineData("a", 0x3c973d4d)]
    [InlineData("abcd", 0x98b51e95)]
    [InlineData("abcde", 0xa3f366ac)]
    [InlineData("0123456789-0", 0xf8cc7928)]
    [InlineData("0123456789~01", 0x0d92cafb)]
    [InlineData("0123456789%0123456789£", 0x1723dd7a)]
    [InlineData("size:  a.out:  bad magic", 0xc6246b8d)]
    [InlineData("Nepal premier won't resign.", 0x322984d9)]
    [InlineData("Discard medicine more than two years old.", 0xe273108f)]
    public void Fingerprint_IsThePublishedOne(string text, uint hash) => Assert.Equal(hash, FarmHash.Fingerprint32(Encoding.UTF8.GetBytes(text)));
}
