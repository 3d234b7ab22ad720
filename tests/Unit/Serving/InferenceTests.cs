using System.Net;
using System.Text.Json;
using Mdlc.Catalog.DataViews;

namespace Mdlc.Unit.Tests.Serving;

/// <summary>The Open Inference Protocol as a client sees it.</summary>
public sealed class InferenceTests : IAsyncLifetime
{
    private readonly ServedHome _home = new();

    public async ValueTask InitializeAsync()
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        await _home.PublishChampionAsync(SmallModels.Multiclass, "colours");
        await _home.PublishChampionAsync(SmallModels.Regression, "prices");
        await _home.StartReadyAsync(options => options with { MaxRequestBytes = 100_000 });
    }

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Fact]
    public async Task Health_Ready_SaysLiveAndReady()
    {
        Assert.True((await _home.GetAsync("/v2/health/live")).GetProperty("live").GetBoolean());
        var ready = await _home.GetAsync("/v2/health/ready");
        Assert.True(ready.GetProperty("ready").GetBoolean());
        Assert.True(ready.GetProperty("live").GetBoolean());
        Assert.True((await _home.GetAsync("/v2/models/bikes/ready")).GetProperty("ready").GetBoolean());
        Assert.True((await _home.GetAsync("/v2/models/demo.bikes/versions/1/ready")).GetProperty("ready").GetBoolean());
    }

    [Fact]
    public async Task Metadata_OfServerAndModel_HasTheProtocolsMembers()
    {
        var server = await _home.GetAsync("/v2");
        Assert.Equal("mdlc", server.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Array, server.GetProperty("extensions").ValueKind);
        Assert.Equal(3, server.GetProperty("models").GetArrayLength());

        var model = await _home.GetAsync("/v2/models/bikes");
        Assert.Equal("bikes", model.GetProperty("name").GetString());
        Assert.Equal("mlnet_zip", model.GetProperty("platform").GetString());
        Assert.Equal(["1"], model.GetProperty("versions").EnumerateArray().Select(version => version.GetString()));
        Assert.Equal(
            ["amount FP64 [-1]", "colour BYTES [-1]", "hour INT64 [-1]", "at BYTES [-1]", "member BOOL [-1]"],
            model.GetProperty("inputs").EnumerateArray().Select(Describe));
        Assert.Equal(
            ["prediction BYTES [-1]", "probability FP32 [-1]", "score FP32 [-1]"], model.GetProperty("outputs").EnumerateArray().Select(Describe));
        Assert.True(model.GetProperty("inputs")[0].GetProperty("parameters").GetProperty("nullable").GetBoolean());
    }

    [Theory]
    [InlineData("bikes", "prediction,probability,score")]
    [InlineData("colours", "prediction,probability.high,probability.low,probability.middle")]
    [InlineData("prices", "prediction")]
    public async Task Infer_EachTask_GivesItsOutputsByName(string model, string outputs)
    {
        var answer = await _home.InferOkAsync(new { id = "one", inputs = ServedHome.OneRow() }, model);

        Assert.Equal(model, answer.GetProperty("model_name").GetString());
        Assert.Equal("1", answer.GetProperty("model_version").GetString());
        Assert.Equal("one", answer.GetProperty("id").GetString());
        Assert.Equal(outputs.Split(','), answer.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Infer_TrainingRows_EqualsTheScorer()
    {
        var rows = SmallModels.Binary.Rows;
        var columns = new[] { "amount", "colour", "hour", "at", "member" };
        var inputs = columns.Select(name => ServedHome.Tensor(name, DatatypeOf(name), [.. Enumerable.Range(0, 200).Select(row => ValueOf(rows, name, row))]));
        var answer = await _home.InferOkAsync(new { inputs });

        using var zip = new MemoryStream(SmallModels.Binary.Zip);
        var expected = Mdlc.Catalog.Models.ModelScorer.Load(zip, SmallModels.Binary.Signature).Score(rows);
        Assert.Equal(expected.Probabilities![..200], Data(answer, "probability").Select(value => value.GetSingle()));
        Assert.Equal(expected.Values![..200], Data(answer, "score").Select(value => value.GetSingle()));
        Assert.Equal(((string[])expected.Columns[0].Values)[..200], Data(answer, "prediction").Select(value => value.GetString()));
    }

    [Fact]
    public async Task Infer_ColumnVectorsNestedAndFlat_AreTheSame()
    {
        var flat = await _home.InferOkAsync(new { inputs = ServedHome.OneRow() });
        var nested = await _home.InferOkAsync(new
        {
            inputs = new object[]
            {
                new { name = "amount", shape = new[] { 1, 1 }, datatype = "FP32", data = new[] { new[] { 12.5 } } },
                new { name = "colour", shape = new[] { 1, 1 }, datatype = "BYTES", data = new[] { "red" } },
                new { name = "hour", shape = new[] { 1 }, datatype = "FP64", data = new[] { 7.0 } },
                new { name = "at", shape = new[] { 1 }, datatype = "BYTES", data = new[] { "2026-01-31 08:00:00" } },
                new { name = "member", shape = new[] { 1 }, datatype = "BOOL", data = new[] { true } },
            },
        });

        Assert.Equal(Data(flat, "score")[0].GetSingle(), Data(nested, "score")[0].GetSingle());
    }

    [Fact]
    public async Task Infer_NullsInEveryColumn_AreMissingValues()
    {
        var answer = await _home.InferOkAsync(new { inputs = ServedHome.OneRow(null, null, null, null, null) });
        Assert.InRange(Data(answer, "probability")[0].GetSingle(), 0, 1);
    }

    [Fact]
    public async Task Infer_NoRows_GivesNoPredictions()
    {
        var inputs = new[] { "amount", "colour", "hour", "at", "member" }.Select(name => ServedHome.Tensor(name, DatatypeOf(name)));
        Assert.Empty(Data(await _home.InferOkAsync(new { inputs }), "prediction"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task Infer_NoOutputAskedFor_GivesAll(string outputs)
    {
        var asked = await _home.InferOkAsync(new { inputs = ServedHome.OneRow(), outputs = JsonElement.Parse(outputs) });
        var plain = await _home.InferOkAsync(new { inputs = ServedHome.OneRow() });

        Assert.NotEmpty(asked.GetProperty("outputs").EnumerateArray());
        Assert.Equal(plain.GetProperty("outputs").GetRawText(), asked.GetProperty("outputs").GetRawText());
    }

    [Fact]
    public async Task Infer_OutputsAskedFor_GivesThose()
    {
        var answer = await _home.InferOkAsync(new { inputs = ServedHome.OneRow(), outputs = new[] { new { name = "probability" } } });
        Assert.Equal("probability", Assert.Single(answer.GetProperty("outputs").EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Infer_WithoutId_GivesOne() =>
        Assert.True(Guid.TryParse((await _home.InferOkAsync(new { inputs = ServedHome.OneRow() })).GetProperty("id").GetString(), out _));

    [Theory]
    [InlineData("""{"inputs": [""", "not JSON")]
    [InlineData("[]", "expected an object")]
    [InlineData("{}", "'inputs'")]
    [InlineData("""{"inputs": [{"shape": [1]}]}""", "'name'")]
    [InlineData("""{"id": 7, "inputs": []}""", "'id'")]
    [InlineData("""{"inputs": [{"name": "size", "shape": [1], "datatype": "FP64", "data": [1]}]}""", "Unknown input 'size'")]
    [InlineData("""{"inputs": [{"name": "amount", "shape": [1], "datatype": "FP64", "data": [1]}]}""", "Missing input 'colour', 'hour', 'at', 'member'")]
    [InlineData("""{"inputs": [{"name": "amount"}, {"name": "amount"}]}""", "twice")]
    public async Task Infer_NotARequest_IsRefusedWithTheReason(string body, string reason)
    {
        using var response = await _home.Client.PostAsync(new Uri("/v2/models/bikes/infer", UriKind.Relative), ServedHome.Json(body), ServedHome.Token);
        await AssertErrorAsync(response, HttpStatusCode.BadRequest, reason);
    }

    [Theory]
    [InlineData("""{"name": "amount", "shape": [2], "datatype": "FP64", "data": [1]}""", "1 values, its shape says 2")]
    [InlineData("""{"name": "amount", "shape": [1, 2], "datatype": "FP64", "data": [1, 2]}""", "a tensor is one column")]
    [InlineData("""{"name": "amount", "shape": [-1], "datatype": "FP64", "data": [1]}""", "whole numbers")]
    [InlineData("""{"name": "amount", "shape": [1], "datatype": "BYTES", "data": ["1"]}""", "datatype BYTES")]
    [InlineData("""{"name": "amount", "shape": [1], "datatype": "FP64", "data": ["many"]}""", "expected a number")]
    [InlineData("""{"name": "amount", "shape": [1], "datatype": "FP64"}""", "'data'")]
    [InlineData("""{"name": "hour", "shape": [1], "datatype": "FP64", "data": [7.5]}""", "expected a whole number")]
    [InlineData("""{"name": "at", "shape": [1], "datatype": "BYTES", "data": ["31.1.2026"]}""", "expected a point in time")]
    [InlineData("""{"name": "member", "shape": [1], "datatype": "BOOL", "data": [1]}""", "expected true or false")]
    [InlineData("""{"name": "colour", "shape": [2], "datatype": "BYTES", "data": ["red", "blue"]}""", "same number")]
    public async Task Infer_TensorThatDoesNotFit_NamesColumnAndReason(string tensor, string reason)
    {
        var replaced = JsonDocument.Parse(tensor).RootElement;
        var name = replaced.GetProperty("name").GetString();
        var inputs = ServedHome.OneRow().Select(input => JsonSerializer.SerializeToElement(input))
            .Select(input => input.GetProperty("name").GetString() == name ? replaced : input);
        using var response = await _home.InferAsync(new { inputs });

        await AssertErrorAsync(response, HttpStatusCode.BadRequest, reason, $"'{name}'");
    }

    [Theory]
    [InlineData("/v2/models/cars/infer", "No model 'cars'")]
    [InlineData("/v2/models/bikes/versions/9/infer", "version 1 is")]
    [InlineData("/v2/models/bikes/explain", "nothing at POST")]
    public async Task Infer_WhatIsNotServed_IsNotFound(string path, string reason)
    {
        using var response = await _home.Client.PostAsync(new Uri(path, UriKind.Relative), ServedHome.Json("{}"), ServedHome.Token);
        await AssertErrorAsync(response, HttpStatusCode.NotFound, reason);
    }

    [Fact]
    public async Task Infer_OtherContentOrBinaryTensors_IsUnsupported()
    {
        var path = new Uri("/v2/models/bikes/infer", UriKind.Relative);
        using var text = await _home.Client.PostAsync(path, ServedHome.Json("{}", "text/plain"), ServedHome.Token);
        await AssertErrorAsync(text, HttpStatusCode.UnsupportedMediaType, "application/json");

        using var binary = ServedHome.Json("{}");
        binary.Headers.Add("Inference-Header-Content-Length", "2");
        using var response = await _home.Client.PostAsync(path, binary, ServedHome.Token);
        await AssertErrorAsync(response, HttpStatusCode.UnsupportedMediaType, "Binary");
    }

    [Fact]
    public async Task Infer_BodyOverTheLimit_IsTooLarge()
    {
        using var chunked = await _home.InferAsync(new { inputs = new[] { ServedHome.Tensor("amount", "FP64", [.. Enumerable.Repeat<object?>(1.25, 40_000)]) } });
        await AssertErrorAsync(chunked, HttpStatusCode.RequestEntityTooLarge, "larger than 100000 bytes");

        using var announced = await _home.Client.PostAsync(
            new Uri("/v2/models/bikes/infer", UriKind.Relative), ServedHome.Json(new string(' ', 2_000_000)), ServedHome.Token);
        await AssertErrorAsync(announced, HttpStatusCode.RequestEntityTooLarge, "larger than 100000 bytes");
    }

    [Fact]
    public async Task Infer_WrongMethod_IsNotAllowed()
    {
        using var response = await _home.Client.GetAsync(new Uri("/v2/models/bikes/infer", UriKind.Relative), ServedHome.Token);
        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound });
    }

    [Fact]
    public async Task Metrics_AfterRequests_HaveTheNamesAndOnlyKnownLabels()
    {
        await _home.InferOkAsync(new { inputs = ServedHome.OneRow() });
        (await _home.InferAsync(new { inputs = Array.Empty<object>() })).Dispose();
        (await _home.InferAsync(new { inputs = Array.Empty<object>() }, "made-up-name")).Dispose();
        var text = await _home.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), ServedHome.Token);

        Assert.Contains("mdlc_inference_requests_total{project=\"demo\",model=\"bikes\",version=\"1\",code=\"200\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("mdlc_inference_requests_total{project=\"demo\",model=\"bikes\",version=\"1\",code=\"400\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("mdlc_inference_requests_total{project=\"\",model=\"\",version=\"\",code=\"404\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("mdlc_inference_duration_seconds_bucket", text, StringComparison.Ordinal);
        Assert.Contains("mdlc_inference_batch_size_count", text, StringComparison.Ordinal);
        Assert.Contains("request_predict_seconds_count{model_name=\"demo.bikes\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("mdlc_model_info{project=\"demo\",model=\"bikes\",version=\"1\",digest=\"digest-1\"} 1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("made-up-name", text, StringComparison.Ordinal);
    }

    private static string Describe(JsonElement tensor) =>
        $"{tensor.GetProperty("name")} {tensor.GetProperty("datatype")} {tensor.GetProperty("shape").GetRawText()}";

    private static JsonElement[] Data(JsonElement answer, string output) =>
        [.. answer.GetProperty("outputs").EnumerateArray().Single(o => o.GetProperty("name").GetString() == output).GetProperty("data").EnumerateArray()];

    private static string DatatypeOf(string column) => column switch
    {
        "amount" => "FP64",
        "hour" => "INT64",
        "member" => "BOOL",
        _ => "BYTES",
    };

    private static object? ValueOf(ColumnarDataView rows, string column, int row) => column switch
    {
        "amount" => ((float[])rows[column].Values)[row] is var amount && float.IsNaN(amount) ? null : (double)amount,
        "hour" => long.Parse(rows[column].TextOf(row)!, System.Globalization.CultureInfo.InvariantCulture),
        "member" => ((float[])rows[column].Values)[row] == 1,
        "at" => DateTimeOffset.FromUnixTimeSeconds((long)((double[])rows[column].Values)[row]).ToString("yyyy-MM-dd'T'HH:mm:ssK", System.Globalization.CultureInfo.InvariantCulture),
        _ => rows[column].TextOf(row),
    };

    private static async Task AssertErrorAsync(HttpResponseMessage response, HttpStatusCode status, params string[] parts)
    {
        var text = await response.Content.ReadAsStringAsync(ServedHome.Token);
        Assert.Equal((status, "application/json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var error = JsonDocument.Parse(text).RootElement.GetProperty("error").GetString()!;
        Assert.All(parts, part => Assert.Contains(part, error, StringComparison.Ordinal));
    }
}
