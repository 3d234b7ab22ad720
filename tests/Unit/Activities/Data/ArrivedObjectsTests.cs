using System.Net;
using Mdlc.Activities.Data;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Activities.Data;

public sealed class ArrivedObjectsTests : IDisposable
{
    private readonly TemporaryHome _temporary = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Lake => Directory.CreateDirectory(Path.Combine(_temporary.Home.Root, "lake")).FullName;

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Open_OfAFileInTheFolder_IsThatFile()
    {
        var file = Write(Path.Combine(Lake, "a.csv"));

        Assert.Equal("x", await ReadAsync(file));
    }

    /// <param name="elsewhere">A folder is no part of another because its name begins alike.</param>
    [Theory]
    [InlineData(false, "secret")]
    [InlineData(true, "secret")]
    [InlineData(false, "lake-of-others")]
    [InlineData(true, "lake-of-others")]
    public async Task Open_OfALinkThatLeadsOut_IsAFault(bool folder, string elsewhere)
    {
        var outside = Write(Path.Combine(Directory.CreateDirectory(Path.Combine(_temporary.Home.Root, elsewhere)).FullName, "a.csv"));
        var link = Path.Combine(Lake, folder ? "linked" : "a.csv");
        File.CreateSymbolicLink(link, folder ? Path.GetDirectoryName(outside)! : outside);

        var fault = await Assert.ThrowsAsync<FaultException>(() => ReadAsync(folder ? Path.Combine(link, "a.csv") : link));

        Assert.Equal(FaultKind.Data, fault.Kind);
    }

    [Fact]
    public async Task Open_WhereTheFolderItselfIsALink_Follows()
    {
        Write(Path.Combine(Lake, "a.csv"));
        var alias = Path.Combine(_temporary.Home.Root, "alias");
        Directory.CreateSymbolicLink(alias, Lake);

        Assert.Equal("x", await ReadAsync(Path.Combine(alias, "a.csv")));
    }

    /// <summary>A fault, and none that is tried again until a person comes: that would hold the model up.</summary>
    [Theory]
    [InlineData("a.csv", "b.csv")]
    [InlineData("a.csv", "sub/b.csv")]
    [InlineData("a.csv", "nowhere.csv")]
    public async Task Open_OfALinkToNothing_IsAFault_WhereItIsRead(string link, string target)
    {
        File.CreateSymbolicLink(Path.Combine(Lake, link), Path.Combine(Lake, target));
        if (target != "nowhere.csv")
        {
            // Back again: to itself, or through a folder that is a link into the link.
            File.CreateSymbolicLink(Path.Combine(Lake, target.Split('/')[0]), Path.Combine(Lake, target.Contains('/', StringComparison.Ordinal) ? "a.csv/x" : "a.csv"));
        }

        var file = Path.Combine(Lake, link);
        var reader = new Mdlc.Catalog.Sources.ScratchReader(TimeProvider.System);
        using (reader)
        {
            var fault = await Assert.ThrowsAsync<FaultException>(async () =>
            {
                using var arrived = new ArrivedObjects(_temporary.Home);
                using var opened = await arrived.OpenAsync(Source(file), _ => { }, Token);
                await reader.Reader.ReadAsync(new() { Source = Source(opened.Path) }, _ => { }, Token);
            });
            Assert.Equal(FaultKind.Data, fault.Kind);
        }

        Assert.NotNull(Mdlc.Catalog.Sources.ArrivedFile.Problem(file));
    }

    [Fact]
    public async Task Open_OverHttp_IsACopyThatIsGoneAfterwards()
    {
        using var arrived = new ArrivedObjects(_temporary.Home, new Answer(HttpStatusCode.OK));
        string copy;
        using (var opened = await arrived.OpenAsync(Source("https://lake.example/a.csv"), _ => { }, Token))
        {
            copy = opened.Path;
            Assert.Equal("x", await File.ReadAllTextAsync(copy, Token));
        }

        Assert.False(File.Exists(copy));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, typeof(FaultException))]
    [InlineData(HttpStatusCode.Forbidden, typeof(FaultException))]
    [InlineData(HttpStatusCode.Redirect, typeof(FaultException))]
    [InlineData(HttpStatusCode.ServiceUnavailable, typeof(HttpRequestException))]
    [InlineData(HttpStatusCode.TooManyRequests, typeof(HttpRequestException))]
    public async Task Open_OverHttp_WhatIsRefusedIsAFault_WhatIsAwayIsTriedAgain(HttpStatusCode status, Type expected)
    {
        using var arrived = new ArrivedObjects(_temporary.Home, new Answer(status));

        await Assert.ThrowsAsync(expected, () => arrived.OpenAsync(Source("https://lake.example/a.csv"), _ => { }, Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary.Home.Scratch));
    }

    [Fact]
    public async Task Open_OverHttp_OfMoreThanIsFetched_IsAFault()
    {
        using var arrived = new ArrivedObjects(_temporary.Home, new Answer(HttpStatusCode.OK), mostBytes: 0);

        var fault = await Assert.ThrowsAsync<FaultException>(() => arrived.OpenAsync(Source("https://lake.example/a.csv"), _ => { }, Token));

        Assert.Equal(FaultKind.Resource, fault.Kind);
    }

    private static SourceSpec Source(string path) => new() { Path = path, Arrivals = $"{path[..path.LastIndexOf('/')]}/*.csv" };

    private static string Write(string file)
    {
        File.WriteAllText(file, "x");
        return file;
    }

    private async Task<string> ReadAsync(string file)
    {
        using var arrived = new ArrivedObjects(_temporary.Home);
        var source = Source(file) with { Arrivals = file.StartsWith(Lake, StringComparison.Ordinal) ? Path.Combine(Lake, "**.csv") : null };
        using var opened = await arrived.OpenAsync(source, _ => { }, Token);
        return await File.ReadAllTextAsync(opened.Path, Token);
    }

    private sealed class Answer(HttpStatusCode status) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent("x") });
    }
}
