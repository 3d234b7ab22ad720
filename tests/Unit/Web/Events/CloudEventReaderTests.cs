using System.Text;
using Mdlc.Web.Events;
using Mdlc.Web.Problems;
using Mdlc.Web.Security;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Unit.Tests.Web.Events;

public sealed class CloudEventReaderTests
{
    private const string Structured = "application/cloudevents+json";
    private const string Batch = "application/cloudevents-batch+json";

    private const string Event =
        """{"specversion":"1.0","id":"7","source":"/lake","type":"mdlc.data.arrived","subject":"p/m","time":"2026-01-02T03:04:05Z","data":{"uri":"/data/a.csv"}}""";

    [Theory]
    [InlineData(Structured)]
    [InlineData("application/cloudevents+json; charset=utf-8")]
    [InlineData("Application/CloudEvents+JSON")]
    public void Structured_Mode_IsRead(string contentType)
    {
        var read = Assert.Single(Read(contentType, Event));

        Assert.Equal(("/lake", "7", "mdlc.data.arrived", "p/m"), (read.Source, read.Id, read.Type, read.Subject));
        Assert.Equal("/data/a.csv", read.Data?.GetProperty("uri").GetString());
    }

    [Theory]
    [InlineData("\"id\":\"7\"", "\"id\":\"\\ud800\"")]
    [InlineData("/data/a.csv", "/data/\\ud800.csv")]
    [InlineData("\"uri\"", "\"\\udfff\"")]
    public void Structured_HalfOfACharacter_IsABadEvent(string text, string by)
    {
        var problem = Assert.Throws<WebhookProblem>(() => Read(Structured, Event.Replace(text, by, StringComparison.Ordinal)));

        Assert.Equal(400, problem.Status);
        Assert.Contains("surrogate", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/other+json")]
    [InlineData(null)]
    public void Binary_WhereOnlyTheBodyIsVouchedFor_IsRefused(string? contentType)
    {
        var problem = Assert.Throws<WebhookProblem>(() => Read(contentType, """{"uri":"/data/a.csv"}""", Headers(), Vouched.Body));

        Assert.Equal(401, problem.Status);
        Assert.Contains("does not cover", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Structured_WhereOnlyTheBodyIsVouchedFor_TakesNothingFromHeaders()
    {
        var headers = Headers();
        headers["ce-id"] = "8";
        headers["ce-dataref"] = "/data/other.csv";

        var read = Assert.Single(Read(Structured, Event, headers, Vouched.Body));

        Assert.Equal(("7", null), (read.Id, read.DataRef));
    }

    [Theory]
    [InlineData("%")]
    [InlineData("50%")]
    [InlineData("%4")]
    [InlineData("%zz")]
    [InlineData("%FF")]
    [InlineData("%C0%AE")]
    [InlineData("%ED%A0%80")]
    [InlineData("a%00b")]
    [InlineData("%0D%0A")]
    public void Binary_AnEscapeThatIsNoText_IsABadEvent(string value)
    {
        foreach (var name in new[] { "ce-id", "ce-source", "ce-type", "ce-subject", "ce-dataref", "ce-specversion" })
        {
            var headers = Headers();
            headers[name] = value;

            Assert.Equal(400, Assert.Throws<WebhookProblem>(() => Read("application/json", "{}", headers)).Status);
        }
    }

    [Fact]
    public void Binary_Mode_IsReadFromHeaders()
    {
        var read = Assert.Single(Read("application/json", """{"uri":"/data/a.csv"}""", Headers()));

        Assert.Equal(("/lake", "7", "mdlc.data.arrived", "Grüße"), (read.Source, read.Id, read.Type, read.Subject));
        Assert.Equal("/data/a.csv", read.Data?.GetProperty("uri").GetString());
    }

    [Fact]
    public void Binary_Mode_MayHaveNoBody()
    {
        var headers = Headers();
        headers["ce-dataref"] = "/data/a.csv";

        var read = Assert.Single(Read(null, "", headers));

        Assert.Null(read.Data);
        Assert.Equal("/data/a.csv", read.DataRef);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void Batch_OfAHundred_IsTheLargest(int events, bool taken)
    {
        IReadOnlyList<CloudEvent> Take() => Read(Batch, $"[{string.Join(',', Enumerable.Repeat(Event, events))}]");

        if (taken)
        {
            Assert.Equal(events, Take().Count);
        }
        else
        {
            Assert.Equal(400, Assert.Throws<WebhookProblem>(Take).Status);
        }
    }

    [Fact]
    public void Batch_Mode_GivesEachEvent() =>
        Assert.Equal(["7", "8"], Read(Batch, $"[{Event},{Event.Replace("\"7\"", "\"8\"", StringComparison.Ordinal)}]").Select(e => e.Id));

    [Theory]
    [InlineData(Structured, "")]
    [InlineData(Structured, "{")]
    [InlineData(Structured, "[]")]
    [InlineData(Structured, "null")]
    [InlineData(Structured, """{"specversion":"0.3","id":"7","source":"/lake","type":"t"}""")]
    [InlineData(Structured, """{"id":"7","source":"/lake","type":"t"}""")]
    [InlineData(Structured, """{"specversion":"1.0","source":"/lake","type":"t"}""")]
    [InlineData(Structured, """{"specversion":"1.0","id":"7","type":"t"}""")]
    [InlineData(Structured, """{"specversion":"1.0","id":"7","source":"/lake"}""")]
    [InlineData(Structured, """{"specversion":"1.0","id":"","source":"/lake","type":"t"}""")]
    [InlineData(Structured, """{"specversion":"1.0","id":7,"source":"/lake","type":"t"}""")]
    [InlineData(Structured, """{"specversion":"1.0","id":"7\n","source":"/lake","type":"t"}""")]
    [InlineData(Structured, """{"specversion":"1.0","id":"7","id":"8","source":"/lake","type":"t"}""")]
    [InlineData(Structured, """{"specversion":"1.0","id":"7","source":"/lake","type":"t","data_base64":"AA=="}""")]
    [InlineData(Batch, "[]")]
    [InlineData(Batch, "[7]")]
    [InlineData(Batch, Event)]
    public void Content_ThatIsNoEvent_IsABadRequest(string contentType, string body) =>
        Assert.Equal(400, Assert.Throws<WebhookProblem>(() => Read(contentType, body)).Status);

    [Fact]
    public void Attribute_TooLongToBeRemembered_IsABadRequest() =>
        Assert.Equal(400, Assert.Throws<WebhookProblem>(() => Read(Structured, Event.Replace("\"7\"", $"\"{new string('7', 513)}\"", StringComparison.Ordinal))).Status);

    [Fact]
    public void Body_ThatIsNotUtf8_IsABadRequest() =>
        Assert.Equal(400, Assert.Throws<WebhookProblem>(() => CloudEventReader.Read(new HeaderDictionary(), Structured, new byte[] { 0x7b, 0x22, 0xff, 0x22, 0x7d }, Vouched.Request)).Status);

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("application/cloudevents+xml")]
    [InlineData("application/cloudevents+json; charset=latin1")]
    public void ContentType_ThatIsNoEvents_IsUnsupported(string? contentType) =>
        Assert.Equal(415, Assert.Throws<WebhookProblem>(() => Read(contentType, Event)).Status);

    [Fact]
    public void Binary_Mode_WithDataOfAnotherType_IsUnsupported() =>
        Assert.Equal(415, Assert.Throws<WebhookProblem>(() => Read("text/csv", "a,b", Headers())).Status);

    private static HeaderDictionary Headers() => new()
    {
        ["ce-specversion"] = "1.0",
        ["ce-id"] = "7",
        ["ce-source"] = "/lake",
        ["ce-type"] = "mdlc.data.arrived",
        ["ce-subject"] = "Gr%C3%BC%C3%9Fe",
    };

    private static IReadOnlyList<CloudEvent> Read(string? contentType, string body, HeaderDictionary? headers = null, Vouched vouched = Vouched.Request) =>
        CloudEventReader.Read(headers ?? [], contentType, Encoding.UTF8.GetBytes(body), vouched);
}
