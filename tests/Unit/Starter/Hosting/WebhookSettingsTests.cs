using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Web.Security;

namespace Mdlc.Unit.Tests.Starter.Hosting;

public sealed class WebhookSettingsTests : IDisposable
{
    private const string Secret = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("http://127.0.0.1:8090", "127.0.0.1:8090")]
    [InlineData("http://localhost:8090/", "127.0.0.1:8090")]
    [InlineData("http://0.0.0.0:0", "0.0.0.0:0")]
    [InlineData("http://[::1]:8090", "[::1]:8090")]
    public void Url_OfAnAddress_IsRead(string url, string expected) => Assert.Equal(expected, WebhookSettings.ReadUrl(url).ToString());

    [Theory]
    [InlineData("https://127.0.0.1:8090")]
    [InlineData("127.0.0.1:8090")]
    [InlineData("http://lake.example:8090")]
    [InlineData("http://127.0.0.1:8090/hook")]
    [InlineData("")]
    public void Url_OfSomethingElse_IsAUsageError(string url) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<UserException>(() => WebhookSettings.ReadUrl(url)).ExitCode);

    [Fact]
    public void Credentials_WithoutAnySetting_AreNone() => Assert.True(WebhookSettings.ReadCredentials(_ => null).AreNone);

    [Fact]
    public void Credentials_MayBeSeveral_AndComeFromAFile()
    {
        File.WriteAllText(_file, $"{Secret}\n{Secret}\n");

        var read = WebhookSettings.ReadCredentials(name => name switch
        {
            "MDLC_WEBHOOK_SECRET_FILE" => _file,
            "MDLC_WEBHOOK_TOKEN" => "a-token-of-the-lake, another-token-of-it",
            _ => null,
        });

        Assert.Equal(2, read.Secrets.Count);
        Assert.True(read.Tokens.Knows("another-token-of-it"));
        Assert.False(read.Tokens.Knows(""));
    }

    [Theory]
    [InlineData("0123456789abcdef", true)]
    [InlineData("0123456789abcde", false)]
    public void Token_OfSixteenCharacters_IsLongEnough(string token, bool taken)
    {
        WebhookCredentials Read() => WebhookSettings.ReadCredentials(name => name == "MDLC_WEBHOOK_TOKEN" ? token : null);

        if (taken)
        {
            Assert.True(Read().Tokens.Knows(token));
        }
        else
        {
            Assert.Throws<UserException>(Read);
        }
    }

    [Theory]
    [InlineData("MDLC_WEBHOOK_SECRET", "hunter2")]
    [InlineData("MDLC_WEBHOOK_SECRET", "whsec_c2hvcnQ=")]
    [InlineData("MDLC_WEBHOOK_SECRET", " ")]
    [InlineData("MDLC_WEBHOOK_TOKEN", "hunter2")]
    [InlineData("MDLC_WEBHOOK_TOKEN_FILE", "/no/such/file")]
    public void Credentials_ThatAreNotUsable_AreAUsageErrorThatDoesNotHoldThem(string variable, string value)
    {
        var refused = Assert.Throws<UserException>(() => WebhookSettings.ReadCredentials(name => name == variable ? value : null));

        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }
}
