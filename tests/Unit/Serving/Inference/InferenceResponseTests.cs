using System.Text.Json;
using Mdlc.Catalog.Models;
using Mdlc.Contracts.Artifacts;
using Mdlc.Serving.Inference;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Unit.Tests.Serving.Inference;

public sealed class InferenceResponseTests
{
    /// <summary>JSON has no such numbers: null says that there is none, and the rest of the answer is given.</summary>
    [Fact]
    public async Task Write_ScoresThatAreNoNumbers_AreNull()
    {
        var scores = new Scores
        {
            Rows = 3,
            Columns =
            [
                new("score", ColumnType.Number, new[] { 0.5f, float.NaN, float.NegativeInfinity }),
                new("prediction", ColumnType.Number, new[] { double.PositiveInfinity, 2.5, double.NaN }),
                new("flag", ColumnType.Boolean, new[] { true, false, true }),
            ],
        };
        var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };

        await InferenceResponse.WriteAsync(context, "m", "1", "id", scores, outputs: null, contributions: []);
        await context.Response.BodyWriter.FlushAsync(TestContext.Current.CancellationToken);

        var outputs = JsonElement.Parse(body.ToArray()).GetProperty("outputs");
        Assert.Equal(
            ["[0.5,null,null]", "[null,2.5,null]", "[true,false,true]"], outputs.EnumerateArray().Select(output => output.GetProperty("data").GetRawText()));
        Assert.Equal(["FP32", "FP64", "BOOL"], outputs.EnumerateArray().Select(output => output.GetProperty("datatype").GetString()));
    }
}
