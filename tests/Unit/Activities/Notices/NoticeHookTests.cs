using System.Net;
using Mdlc.Activities.Notices;
using Mdlc.Contracts.Faults;
using Mdlc.Web.Security;
using Mdlc.Workflows.Notices;
using Microsoft.Extensions.Time.Testing;

namespace Mdlc.Unit.Tests.Activities.Notices;

public sealed class NoticeHookTests
{
    private const string Secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    private static readonly Notice Told = new("a-1", NoticeType.Paused, "p/m", DateTimeOffset.UnixEpoch, new Dictionary<string, string> { ["reason"] = "ä holiday" });

    private readonly FakeTimeProvider _time = new(new(2026, 6, 1, 3, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_WithUrlAndSecret_IsSignedSoThatOurOwnReceiverVerifiesIt()
    {
        using var receiver = new Receiver(HttpStatusCode.NoContent);
        using var hook = new NoticeHook(Settings(), _time, receiver);

        await hook.PostAsync(Told, Token);

        Assert.Equal(("https://example.org/in", "application/cloudevents+json"), (receiver.Url, receiver.ContentType));
        Assert.True(WebhookSecret.TryParse(Secret, out var key));
        new SignedRequest(receiver.Header("webhook-id"), receiver.Header("webhook-timestamp"), receiver.Header("webhook-signature"), receiver.Body).Verify([key], _time.GetUtcNow());
        Assert.Equal("a-1", receiver.Header("webhook-id"));
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.Found)]
    [InlineData(HttpStatusCode.Unauthorized)]
    public async Task Post_ThatIsNotTaken_FailsToBeTriedAgain(HttpStatusCode status)
    {
        using var receiver = new Receiver(status);
        using var hook = new NoticeHook(Settings(), _time, receiver);

        var failed = await Assert.ThrowsAsync<HttpRequestException>(() => hook.PostAsync(Told, Token));

        Assert.Contains($"{(int)status}", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_WithoutAUrl_GoesNowhere()
    {
        using var receiver = new Receiver(HttpStatusCode.OK);
        using var hook = new NoticeHook(NoticeSettings.Read(_ => null), _time, receiver);

        await hook.PostAsync(Told, Token);

        Assert.Equal("", receiver.Url);
    }

    [Theory]
    [InlineData("ftp://example.org", Secret, "MDLC_NOTICES_URL")]
    [InlineData("https://user:word@example.org", Secret, "MDLC_NOTICES_URL")]
    [InlineData("https://example.org", null, "MDLC_NOTICES_SECRET")]
    [InlineData("https://example.org", "whsec_c2hvcnQ=", "MDLC_NOTICES_SECRET")]
    public async Task Post_WithSettingsThatCannotBe_IsAFaultThatSaysWhich(string url, string? secret, string named)
    {
        using var receiver = new Receiver(HttpStatusCode.OK);
        using var hook = new NoticeHook(Settings(url, secret), _time, receiver);

        var fault = await Assert.ThrowsAsync<FaultException>(() => hook.PostAsync(Told, Token));

        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2hvcnQ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("word", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_Printed_TellNothingOfTheKey() => Assert.DoesNotContain("MDEy", Settings().ToString(), StringComparison.Ordinal);

    private static NoticeSettings Settings(string url = "https://example.org/in", string? secret = Secret) =>
        NoticeSettings.Read(name => name switch { NoticeSettings.UrlVariable => url, NoticeSettings.SecretVariable => secret, _ => null });

    private sealed class Receiver(HttpStatusCode status) : HttpMessageHandler
    {
        private readonly Dictionary<string, string> _headers = [];

        public string Url { get; private set; } = "";

        public string? ContentType { get; private set; }

        public byte[] Body { get; private set; } = [];

        public string Header(string name) => _headers[name];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (Url, ContentType) = (request.RequestUri!.ToString(), request.Content!.Headers.ContentType!.ToString());
            Body = await request.Content.ReadAsByteArrayAsync(cancellationToken);
            foreach (var (name, values) in request.Headers)
            {
                _headers[name] = string.Join(' ', values);
            }

            return new HttpResponseMessage(status);
        }
    }
}
