using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Mdlc.Activities.Deployment;
using Mdlc.Catalog;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Catalog.Models;
using Mdlc.Catalog.Predictions;
using Mdlc.Catalog.Trust;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Serving;
using Mdlc.Serving.Settings;
using Mdlc.Unit.Tests.Catalog.Models;

namespace Mdlc.Unit.Tests.Serving;

/// <summary>A home with small models in it, and a server on it.</summary>
internal sealed class ServedHome : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryHome _temporary = new();
    private ServingHost? _host;

    /// <summary>What stands before every move of this home's champions.</summary>
    public DecisionGuard Guard(TimeProvider? time = null) => new(new TrustStore(Home), new DecisionStore(Home), time ?? TimeProvider.System);

    public ServedHome()
    {
        Catalog = new SqliteCatalog(Home);
        Packages = new PackageStore(Home, Catalog);
    }

    public Home Home => _temporary.Home;

    public SqliteCatalog Catalog { get; }

    public PackageStore Packages { get; }

    public ServingHost Host => _host!;

    public HttpClient Client { get; } = new();

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>One row of inputs in the protocol's form; a model's columns are those of <see cref="SmallModel"/>.</summary>
    public static object[] OneRow(double? amount = 12.5, string? colour = "red", long? hour = 7, string? at = "2026-01-31T08:00:00Z", bool? member = true) =>
    [
        Tensor("amount", "FP64", amount),
        Tensor("colour", "BYTES", colour),
        Tensor("hour", "INT64", hour),
        Tensor("at", "BYTES", at),
        Tensor("member", "BOOL", member),
    ];

    public static object Tensor(string name, string datatype, params object?[] data) =>
        new { name, shape = new[] { data.Length }, datatype, data };

    public async Task StartAsync(Func<ServingOptions, ServingOptions>? change = null)
    {
        var options = new ServingOptions { Home = Home, PollEvery = TimeSpan.FromMilliseconds(50) };
        _host = await ServingHost.StartAsync(change?.Invoke(options) ?? options, Token);
        Client.BaseAddress ??= new Uri(_host.Address);
    }

    /// <summary>Starts, and returns when everything wanted is loaded.</summary>
    public async Task StartReadyAsync(Func<ServingOptions, ServingOptions>? change = null)
    {
        await StartAsync(change);
        await UntilAsync(async () => (await Client.GetAsync(new Uri("/v2/health/ready", UriKind.Relative), Token)).IsSuccessStatusCode);
    }

    public async Task StopAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
            _host = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Client.Dispose();
        await Catalog.DisposeAsync();
        _temporary.Dispose();
    }

    /// <summary>Publishes a model as the next version.</summary>
    public Task<ModelPackage> PublishAsync(SmallModel model, string name = "bikes", string project = "demo") =>
        PublishAsync(model.Zip, model.Signature, spec: null, name, project);

    public async Task<ModelPackage> PublishAsync(byte[] model, ModelSignature signature, ModelSpec? spec, string name, string project = "demo")
    {
        var number = (await Catalog.Models.ListAsync(project, name, Token)).Count + 1;
        var run = $"{project}/{name}/{number}";
        var version = await Catalog.Models.ReserveAsync(project, name, run, Token);
        Directory.CreateDirectory(Home.Artifacts);
        var zip = Path.Combine(Home.Artifacts, $"{Guid.NewGuid():n}.zip");
        await File.WriteAllBytesAsync(zip, model, Token);
        var texts = new Dictionary<string, string>
        {
            [PackageFile.Signature] = MdlcJson.SerializePretty(signature),
            [PackageFile.Card] = "A model for tests.",
        };
        if (spec is not null)
        {
            texts[PackageFile.Spec] = MdlcJson.SerializePretty(spec);
        }

        return await Packages.PublishAsync(
            new PackageDraft(project, name, version, run, $"digest-{version}", "snapshot", zip, texts, DateTimeOffset.UnixEpoch), Token);
    }

    public async Task<ModelPackage> PublishChampionAsync(SmallModel model, string name = "bikes", string project = "demo") =>
        await PromoteAsync(await PublishAsync(model, name, project));

    public async Task<ModelPackage> PromoteAsync(ModelPackage package)
    {
        var (project, name) = (package.Project, package.Model);
        var aliases = await Catalog.Models.AliasesAsync(project, name, Token);
        var expected = aliases.TryGetValue(AliasName.Champion, out var champion) ? champion : (int?)null;
        var promotion = await Catalog.Models.PromoteAsync(
            new PromotionRequest(project, name, package.Version, expected, package.Run, "test", package.Run, DateTimeOffset.UnixEpoch), Token);
        Assert.True(promotion.Moved);
        return package;
    }

    public Task<DesiredVersion> WantAsync(int? version, string by = "test") =>
        Catalog.Servers.SetDesiredAsync("demo", "bikes", version, by, DateTimeOffset.UtcNow, Token);

    /// <summary>What this server says of a model once it has answered a change.</summary>
    public async Task<ServedModel> AnswerToAsync(DesiredVersion desired)
    {
        ServedModel? answer = null;
        await UntilAsync(async () =>
        {
            answer = (await Catalog.Servers.ServedAsync(desired.Project, desired.Model, Token))
                .SingleOrDefault(s => s.Server == Host.Server && s.Sequence == desired.Sequence && s.State != ServedState.Loading);
            return answer is not null;
        });
        return answer!;
    }

    public Task<HttpResponseMessage> InferAsync(object body, string model = "bikes") =>
        Client.PostAsJsonAsync($"/v2/models/{model}/infer", body, Token);

    public async Task<JsonElement> InferOkAsync(object body, string model = "bikes")
    {
        using var response = await InferAsync(body, model);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative), Token);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement;
    }

    /// <summary>Rows of the prediction log, each as its cells' texts joined by '|'.</summary>
    public IReadOnlyList<string> ReadLog(string columns, string model = "bikes", string project = "demo")
    {
        using var session = DuckDbSession.Open(Home);
        var sql = $"SELECT concat_ws('|', {columns}) FROM read_parquet({Sql.Text(PredictionLogFiles.GlobOf(Home, project, model))}) ORDER BY time, request, row";
        return session.Rows(sql, row => row.GetString(0), Token);
    }

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < Patience, "Nothing happened for a minute.");
            await Task.Delay(20, Token);
        }
    }

    public static StringContent Json(string text, string mediaType = "application/json") => new(text, Encoding.UTF8, mediaType);

    public static string Text(JsonElement element) => element.ValueKind == JsonValueKind.Number
        ? element.GetDouble().ToString("R", CultureInfo.InvariantCulture)
        : element.ToString();
}
