using System.Text;
using Mdlc.Web.Problems;
using Mdlc.Web.Security;

namespace Mdlc.Unit.Tests.Web.Security;

public sealed class SignedRequestTests
{
    // The vector that implementations of Standard Webhooks are checked with; any HMAC-SHA256 gives it.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string OtherSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Timestamp = "1614265330";
    private const string Body = """{"test": 2432232314}""";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static readonly DateTimeOffset SignedAt = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    [Theory]
    [InlineData(Signature)]
    [InlineData("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= " + Signature)]
    [InlineData("v1a,anything v2,other " + Signature + " v1,short=")]
    [InlineData(Signature + " v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void Verify_OneOfSeveralSignatures_IsEnough(string signatures) => Verify(signatures, [Secret]);

    [Theory]
    [InlineData(OtherSecret, Secret)]
    [InlineData(Secret, OtherSecret)]
    public void Verify_WhileTheSecretIsChanged_TakesTheOldAndTheNew(params string[] secrets) => Verify(Signature, secrets);

    [Theory]
    [InlineData("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,not base64")]
    [InlineData("")]
    public void Verify_WithoutARightSignature_IsRefused(string signatures) =>
        Assert.Equal(401, Assert.Throws<WebhookProblem>(() => Verify(signatures, [Secret])).Status);

    [Fact]
    public void Verify_UnderAnotherSecret_IsRefused() => Assert.Throws<WebhookProblem>(() => Verify(Signature, [OtherSecret]));

    [Theory]
    [InlineData("msg_other", Timestamp, Body)]
    [InlineData(Id, "1614265331", Body)]
    [InlineData(Id, Timestamp, """{"test": 2432232315}""")]
    [InlineData("", Timestamp, Body)]
    [InlineData(Id, "", Body)]
    [InlineData(Id, "yesterday", Body)]
    [InlineData(Id, "-1614265330", Body)]
    [InlineData(Id, "99999999999999999", Body)]
    public void Verify_OfAnythingElseThanWasSigned_IsRefused(string id, string timestamp, string body)
    {
        var request = new SignedRequest(id, timestamp, Signature, Encoding.UTF8.GetBytes(body));

        Assert.Throws<WebhookProblem>(() => request.Verify(Secrets(Secret), SignedAt));
    }

    [Theory]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    public void Verify_WithinFiveMinutesOfSigning_Only(int seconds, bool taken)
    {
        var thrown = Record.Exception(() => Verify(Signature, [Secret], SignedAt.AddSeconds(seconds)));

        Assert.Equal(taken, thrown is null);
    }

    [Theory]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", true)]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAA=", false)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData("whsec_", false)]
    [InlineData("whsec_not base64!", false)]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", true)]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", false)]
    public void Secret_IsAPrefixAndEnoughBytes(string text, bool valid) => Assert.Equal(valid, WebhookSecret.TryParse(text, out _));

    [Fact]
    public void Secret_Printed_SaysNothingOfItself()
    {
        Assert.True(WebhookSecret.TryParse(Secret, out var secret));
        Assert.DoesNotContain("MfKQ", secret.ToString(), StringComparison.Ordinal);
    }

    private static void Verify(string signatures, string[] secrets, DateTimeOffset? now = null) =>
        new SignedRequest(Id, Timestamp, signatures, Encoding.UTF8.GetBytes(Body)).Verify(Secrets(secrets), now ?? SignedAt);

    private static WebhookSecret[] Secrets(params string[] texts) =>
        [.. texts.Select(text => WebhookSecret.TryParse(text, out var secret) ? secret : throw new ArgumentException(text))];
}
