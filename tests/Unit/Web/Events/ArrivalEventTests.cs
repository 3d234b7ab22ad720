using System.Text.Json;
using Mdlc.Web.Events;
using Mdlc.Web.Problems;

namespace Mdlc.Unit.Tests.Web.Events;

public sealed class ArrivalEventTests
{
    [Theory]
    [InlineData("""{"model":"p/m","uri":"/data/a.csv"}""", null, null, "p", "m")]
    [InlineData("""{"model":"m","uri":"/data/a.csv"}""", null, null, "default", "m")]
    [InlineData("""{"uri":"/data/a.csv"}""", "p/m", null, "p", "m")]
    [InlineData("""{"model":"p/m"}""", "other/one", "/data/a.csv", "p", "m")]
    [InlineData(null, "p/m", "/data/a.csv", "p", "m")]
    [InlineData("""{"model":"p/m","uri":"file:///data/a.csv"}""", null, null, "p", "m")]
    public void From_DataOrAttributes_NamesModelAndObject(string? data, string? subject, string? dataref, string project, string model)
    {
        var arrival = ArrivalEvent.From(Event(data, subject, dataref));

        Assert.Equal((project, model), (arrival.Project, arrival.Model));
        Assert.Equal(("/lake", "7", "/data/a.csv"), (arrival.Arrival.Source, arrival.Arrival.Id, arrival.Arrival.File));
    }

    [Theory]
    [InlineData("https://lake.example/exports/a.csv")]
    [InlineData("https://lake.example/exports/with%20space/%C3%BC.csv")]
    [InlineData("/data/with space/ü.csv")]
    public void From_AnObjectInItsShortestForm_IsTaken(string uri) => Assert.Equal(uri, ArrivalEvent.From(Named(uri)).Arrival.File);

    [Theory]
    [InlineData("a.csv")]
    [InlineData("./a.csv")]
    [InlineData("/data/../etc/passwd")]
    [InlineData("/data//a.csv")]
    [InlineData("/data/./a.csv")]
    [InlineData("/data/*.csv")]
    [InlineData("/data/a?.csv")]
    [InlineData("/data/[ab].csv")]
    [InlineData("/data/a.csv\u0000.png")]
    [InlineData("file:///data/%2e%2e/etc/passwd/*")]
    [InlineData("file:///data/%2e%2e/data/a.csv")]
    [InlineData("file:///data/%2E%2e/etc/passwd")]
    [InlineData("file:///data/..%2fetc/passwd")]
    [InlineData("file:///data/../data/a.csv")]
    [InlineData("file:///d%61ta/a.csv")]
    [InlineData("file:///data/a%2Fb.csv")]
    [InlineData("file:///data/a%00b.csv")]
    [InlineData("file:///data/%C0%AE%C0%AE/a.csv")]
    [InlineData("file:///data/%252e%252e/a.csv")]
    [InlineData("file:///data/a%2A.csv")]
    [InlineData("FILE:///data/a.csv")]
    [InlineData("/data/%2e%2e/a.csv")]
    [InlineData("/data/a%2Fb.csv")]
    [InlineData("/data/a%20b.csv")]
    [InlineData("/data/%zz.csv")]
    [InlineData("file://other/data/a.csv")]
    [InlineData("https://lake.example/exports/a%2F..%2F..%2Fsecret.csv")]
    [InlineData("https://lake.example/exports/a%5C..%5Csecret.csv")]
    [InlineData("https://lake.example/exports/%252e%252e/secret.csv")]
    [InlineData("https://lake.example/exports/%C0%AE%C0%AE/secret.csv")]
    [InlineData("https://lake.example/exports/a%00.csv")]
    [InlineData("https://lake.example/exports/a%0D%0Ab.csv")]
    [InlineData("https://lake.example/exports/a%3Fb.csv")]
    [InlineData("https://lake.example/exports/%.csv")]
    [InlineData("ftp://lake.example/a.csv")]
    [InlineData("https://lake.example/exports/%2e%2e/secret.csv")]
    [InlineData("https://lake.example/exports/../secret.csv")]
    [InlineData("https://evil.example?x.lake.example/a.csv")]
    [InlineData("https://lake.example@evil.example/a.csv")]
    [InlineData("https://lake.example/a.csv#b")]
    [InlineData("https://lake.example/a.csv?signature=secret")]
    [InlineData("https:\\\\lake.example/a.csv")]
    [InlineData("")]
    public void From_AnObjectThatCouldBeReadAsAnother_IsRefused(string uri) =>
        Assert.Equal(400, Assert.Throws<WebhookProblem>(() => ArrivalEvent.From(Named(uri))).Status);

    [Fact]
    public void From_AFileUriWithASpace_IsItsPath() => Assert.Equal("/data/a b.csv", ArrivalEvent.From(Named("file:///data/a%20b.csv")).Arrival.File);

    [Theory]
    [InlineData("""{"uri":"/data/a.csv"}""")]
    [InlineData("""{"model":"p/m"}""")]
    [InlineData("""{"model":"p/m/1","uri":"/data/a.csv"}""")]
    [InlineData("""{"model":"p/","uri":"/data/a.csv"}""")]
    [InlineData("""{"model":7,"uri":"/data/a.csv"}""")]
    [InlineData("""["p/m"]""")]
    [InlineData("""{"model":"p/m","uri":"/data/a.csv","rows":-1}""")]
    [InlineData("""{"model":"p/m","uri":"/data/a.csv","rows":1.5}""")]
    [InlineData("""{"model":"p/m","uri":"/data/a.csv","rows":"7"}""")]
    public void From_DataThatSayTooLittle_IsRefused(string data) =>
        Assert.Equal(400, Assert.Throws<WebhookProblem>(() => ArrivalEvent.From(Event(data, null, null))).Status);

    [Theory]
    [InlineData("""{"model":"p/m","uri":"/data/a.csv","rows":7}""", 7L)]
    [InlineData("""{"model":"p/m","uri":"/data/a.csv","rows":null}""", null)]
    [InlineData("""{"model":"p/m","uri":"/data/a.csv"}""", null)]
    public void From_AnEventThatSaysItsRows_CountsThem(string data, long? rows) => Assert.Equal(rows, ArrivalEvent.From(Event(data, null, null)).Arrival.Rows);

    [Fact]
    public void From_AnEventOfAnotherType_IsRefused() =>
        Assert.Throws<WebhookProblem>(() => ArrivalEvent.From(Event("""{"model":"p/m","uri":"/data/a.csv"}""", null, null) with { Type = "com.example.deleted" }));

    private static CloudEvent Named(string uri) => Event(JsonSerializer.Serialize(new { model = "p/m", uri }), null, null);

    private static CloudEvent Event(string? data, string? subject, string? dataref) =>
        new("/lake", "7", ArrivalEvent.Type, subject, dataref, data is null ? null : JsonElement.Parse(data));
}
