using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Serving;

/// <summary>A model whose training rows were read by the second rules: requests are read as they were.</summary>
public sealed class SecondRulesTests : IAsyncLifetime
{
    private static readonly Uri Infer = new("/v2/models/bikes/infer", UriKind.Relative);

    private readonly ServedHome _home = new();

    public async ValueTask InitializeAsync()
    {
        var signature = SmallModels.Binary.Signature with
        {
            Rules = ReadingRules.Second,
            Inputs = [.. SmallModels.Binary.Signature.Inputs.Select(input => input with { Format = FormatOf(input.Name), NullWords = ["?", "-999"] })],
        };
        await _home.PromoteAsync(await _home.PublishAsync(SmallModels.Binary.Zip, signature, spec: null, "bikes"));
        await _home.StartReadyAsync(options => options with { MaxRequestBytes = 100_000 });
    }

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Theory]
    [InlineData("amount", "1.012,50", "FP64", "1012.5")]
    [InlineData("amount", " 12,5\u00A0", "FP64", "12.5")]
    [InlineData("hour", "+7", "INT64", "7")]
    [InlineData("hour", "7", "FP64", "7.000")]
    [InlineData("member", "YES", "BOOL", "true")]
    [InlineData("member", "f", "BOOL", "false")]
    [InlineData("at", "31.01.2026", "BYTES", "\"2026-01-31\"")]
    [InlineData("at", "2026-01-31T02:00:00+02:00", "BYTES", "\"2026-01-31 00:00:00\"")]
    [InlineData("colour", " red\u2003", "BYTES", "\"red\"")]
    public async Task Infer_ATextAsItStandsInTheFile_IsTheSameValue(string column, string text, string datatype, string plain)
    {
        var written = await ScoreAsync(Tensor(column, "BYTES", JsonSerializer.Serialize(text)));
        Assert.Equal(await ScoreAsync(Tensor(column, datatype, plain)), written);
    }

    [Theory]
    [InlineData("amount", "BYTES", "\" ? \"")]
    [InlineData("amount", "BYTES", "\"\"")]
    [InlineData("amount", "FP64", "-999.0")]
    [InlineData("hour", "INT64", "-999")]
    [InlineData("hour", "BYTES", "\"-999\"")]
    [InlineData("colour", "BYTES", "\" ?\"")]
    [InlineData("colour", "BYTES", "\"\\u00a0\"")]
    [InlineData("member", "BYTES", "\"?\"")]
    [InlineData("at", "BYTES", "\"\"")]
    public async Task Infer_AWordThatMeansMissing_IsMissing(string column, string datatype, string cell) =>
        Assert.Equal(await ScoreAsync(Tensor(column, datatype, "null")), await ScoreAsync(Tensor(column, datatype, cell)));

    [Theory]
    [InlineData("amount", "BYTES", "\"1,012.50\"", "a finite number written #.###,#")]
    [InlineData("amount", "BYTES", "12.5", "a finite number")]
    [InlineData("amount", "FP64", "\"12,5\"", "a finite number")]
    [InlineData("amount", "FP64", "1e400", "a finite number")]
    [InlineData("hour", "BYTES", "\"7.5\"", "a whole number")]
    [InlineData("hour", "FP64", "9007199254740993.5", "a whole number")]
    [InlineData("hour", "FP64", "1e-40", "a whole number")]
    [InlineData("hour", "FP64", "1e19", "a whole number")]
    [InlineData("member", "BYTES", "\"perhaps\"", "true or false")]
    [InlineData("at", "BYTES", "\"01/31/2026\"", "a point in time written dd.MM.yyyy")]
    [InlineData("at", "INT64", "1714900000", "expected BYTES")]
    [InlineData("colour", "INT64", "1", "expected BYTES")]
    public async Task Infer_WhatIsNoValue_IsRefusedAndNeverMissing(string column, string datatype, string cell, string expected) =>
        await RefusesAsync(Tensor(column, datatype, cell), $"'{column}'", expected);

    [Fact]
    public async Task Infer_Base64_IsDecoded()
    {
        const string Base64 = """{"name": "colour", "shape": [1], "datatype": "BYTES", "parameters": {"content_type": "base64"}, "data": ["IHJlZA=="]}""";
        Assert.Equal(await ScoreAsync(Tensor("colour", "BYTES", "\"red\"")), await ScoreAsync(Base64));
        await RefusesAsync(Base64.Replace("IHJlZA==", "red", StringComparison.Ordinal), "'colour'", "base64");
        await RefusesAsync(Base64.Replace("IHJlZA==", "9g==", StringComparison.Ordinal), "'colour'", "UTF-8");
    }

    [Theory]
    [InlineData("hg_jpeg", "expected np, pd, str, base64, datetime or none")]
    [InlineData("datetime", "does not go with a text column")]
    public async Task Infer_AContentTypeThatIsNotUnderstood_IsRefusedByName(string contentType, string reason) => await RefusesAsync(
        $$"""{"name": "colour", "shape": [1], "datatype": "BYTES", "parameters": {"content_type": "{{contentType}}"}, "data": ["red"]}""",
        $"'{contentType}'", reason);

    [Fact]
    public async Task Infer_GzipBody_IsTakenUpToTheBoundOfWhatIsInIt()
    {
        using var packed = await PostAsync(Gzip(Body(Tensor("colour", "BYTES", "\"red\""))), "gzip");
        Assert.True(packed.IsSuccessStatusCode, await packed.Content.ReadAsStringAsync(ServedHome.Token));

        using var bomb = await PostAsync(Gzip(new string(' ', 50_000_000)), "gzip");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, bomb.StatusCode);

        using var noGzip = await PostAsync("{}"u8.ToArray(), "gzip");
        Assert.Equal(HttpStatusCode.BadRequest, noGzip.StatusCode);

        using var other = await PostAsync("{}"u8.ToArray(), "deflate");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, other.StatusCode);
        Assert.Contains("'deflate'", await other.Content.ReadAsStringAsync(ServedHome.Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id": "\ud800", "inputs": []}""", "surrogate")]
    [InlineData("""{"inputs": [{"name": "\udfff"}]}""", "surrogate")]
    [InlineData("""{"inputs": [{"name": "amount", "data": [NaN]}]}""", "send null")]
    public async Task Infer_BadText_IsRefusedWithASentence(string body, string reason)
    {
        using var response = await PostAsync(Encoding.UTF8.GetBytes(body), null);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(reason, await response.Content.ReadAsStringAsync(ServedHome.Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "'outputs'")]
    [InlineData("""[{"name": "score", "parameters": {"classification": 1}}]""", "'classification'")]
    [InlineData("""[{"name": "score", "parameters": {"content_type": "base64"}}]""", "'base64'")]
    public async Task Infer_OutputsThatAreNotGiven_AreRefused(string outputs, string reason)
    {
        using var response = await PostAsync(Encoding.UTF8.GetBytes($$"""{{Body(Tensor("colour", "BYTES", "null"))[..^1]}}, "outputs": {{outputs}}}"""), null);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(reason, await response.Content.ReadAsStringAsync(ServedHome.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_BytesThatAreNotUtf8_AreRefused()
    {
        using var response = await PostAsync(Encoding.Latin1.GetBytes(Body(Tensor("colour", "BYTES", "\"Köln\""))), null);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("0xF6", await response.Content.ReadAsStringAsync(ServedHome.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_HasTheTextsAsTheyCame_AndTheNumbersThatWereRead()
    {
        await ScoreAsync(Tensor("colour", "BYTES", "\" red \""));
        await ScoreAsync(Tensor("amount", "BYTES", "\"1.012,50\""));
        await _home.StopAsync();

        Assert.Equal(["[ red ]|12.5", "[red]|1012.5"], _home.ReadLog("concat('[', \"input.colour\", ']'), \"input.amount\""));
    }

    private static string? FormatOf(string column) => column switch
    {
        "amount" => "#.###,#",
        "at" => "dd.MM.yyyy",
        _ => null,
    };

    private static string Tensor(string name, string datatype, string cell) =>
        $$"""{"name": "{{name}}", "shape": [1], "datatype": "{{datatype}}", "data": [{{cell}}]}""";

    /// <summary>One row, with one of its tensors replaced.</summary>
    private static string Body(string tensor)
    {
        using var given = JsonDocument.Parse(tensor);
        var name = given.RootElement.GetProperty("name").GetString();
        var others = ServedHome.OneRow().Select(input => JsonSerializer.Serialize(input)).Where(input => !input.Contains($"\"name\":\"{name}\"", StringComparison.Ordinal));
        return $$"""{"inputs": [{{string.Join(", ", others.Append(tensor))}}]}""";
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] body, string? coding)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (coding is not null)
        {
            content.Headers.ContentEncoding.Add(coding);
        }

        return await _home.Client.PostAsync(Infer, content, ServedHome.Token);
    }

    private async Task<float> ScoreAsync(string tensor)
    {
        using var response = await PostAsync(Encoding.UTF8.GetBytes(Body(tensor)), null);
        var text = await response.Content.ReadAsStringAsync(ServedHome.Token);
        Assert.True(response.IsSuccessStatusCode, text);
        using var answer = JsonDocument.Parse(text);
        return answer.RootElement.GetProperty("outputs").EnumerateArray().Single(output => output.GetProperty("name").GetString() == OutputName.Score)
            .GetProperty("data")[0].GetSingle();
    }

    private async Task RefusesAsync(string tensor, params string[] parts)
    {
        using var response = await PostAsync(Encoding.UTF8.GetBytes(Body(tensor)), null);
        var text = JsonDocument.Parse(await response.Content.ReadAsStringAsync(ServedHome.Token)).RootElement.GetProperty("error").GetString()!;
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.All(parts, part => Assert.Contains(part, text, StringComparison.Ordinal));
    }
}
