using System.Diagnostics;
using System.Text;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Sources;

/// <summary>What is no file, empty, in another encoding or changing is told by name, and never waited for.</summary>
public sealed class OpenedFileTests : IDisposable
{
    private readonly DataSandbox _sandbox = new();

    [Theory]
    [InlineData("", "is empty (0 bytes)")]
    [InlineData("\uFEFF", "is empty")]
    [InlineData("\n\r\n  \n", "is empty")]
    [InlineData("sep=;\n", "is empty")]
    [InlineData("sep=;", "is empty")]
    [InlineData("a,b\n", "has a header and no records")]
    [InlineData("sep=;\na;b\n", "has a header and no records")]
    [InlineData("\0\0\0\0", "empty.csv")]
    public async Task File_WithoutRecords_IsAFault(string text, string sentence)
    {
        var path = _sandbox.Write("empty.csv", text);

        await FaultAsync(path, "empty.csv", sentence);
        if (text.Length > 0)
        {
            await Assert.ThrowsAsync<FaultException>(() => ReadAsync(
                _sandbox.Reader.Propose(new SourceSpec { Path = path, Rules = ReadingRules.Second }, label: null, TestContext.Current.CancellationToken)));
        }
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-32", true)]
    [InlineData("utf-32BE", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-32", false)]
    [InlineData("utf-32BE", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("windows-1252", false)]
    public async Task Encoding_LeftOpen_IsProposedOrNamed(string name, bool mark)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(name);
        var path = _sandbox.Write("encoded.csv", [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes("name,n\nZoë,1\nBob,2\nEve,3\n")]);

        var proposed = _sandbox.Reader.Propose(new SourceSpec { Path = path, Rules = ReadingRules.Second }, label: null, TestContext.Current.CancellationToken);
        var reading = await ReadAsync(proposed);

        Assert.Equal(["Zoë|1", "Bob|2", "Eve|3"], _sandbox.RowsOf(reading.Snapshot.File));
        if (name != "utf-8")
        {
            await FaultAsync(path, "encoded.csv", name == "windows-1252" ? "is not UTF-8" : "source.encoding");
        }
    }

    [Theory]
    [InlineData("utf-8", "windows-1252")]
    [InlineData("utf-16", "latin-1")]
    [InlineData("utf-8", "utf-16")]
    [InlineData("utf-32", "utf-16")]
    public async Task Encoding_StatedThatTheMarkContradicts_IsAFault(string real, string stated)
    {
        var encoding = Encoding.GetEncoding(real);
        var path = _sandbox.Write("marked.csv", [.. encoding.GetPreamble(), .. encoding.GetBytes("name,n\nZoë,1\n")]);

        var fault = await Assert.ThrowsAsync<FaultException>(() => ReadAsync(new SourceSpec { Path = path, Encoding = stated, Rules = ReadingRules.Second }));

        Assert.Contains($"begins with the mark of {real}, but source.encoding is {stated}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Encoding_Utf16StatedForPlainText_IsAFault()
    {
        var path = _sandbox.Write("plain.csv", "name,n\nAda,1\n");

        var fault = await Assert.ThrowsAsync<FaultException>(() => ReadAsync(new SourceSpec { Path = path, Encoding = "utf-16", Rules = ReadingRules.Second }));

        Assert.Contains("holds no zero byte", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Encoding_OtherFarBehindTheFirstRecords_IsProposed()
    {
        var text = "name,n\n" + string.Concat(Enumerable.Range(0, 60_000).Select(i => $"Ada,{i}\n")) + "Zoë,60000\n";
        var path = _sandbox.Write("late.csv", Encoding.Latin1.GetBytes(text));

        var proposed = _sandbox.Reader.Propose(new SourceSpec { Path = path, Rules = ReadingRules.Second }, label: null, TestContext.Current.CancellationToken);

        Assert.Equal("windows-1252", proposed.Encoding);
        Assert.Equal("Zoë|60000", _sandbox.RowsOf((await ReadAsync(proposed)).Snapshot.File)[^1]);
    }

    [Fact]
    public async Task Pipe_InPlaceOfAFile_IsRefusedWithoutWaiting()
    {
        var path = _sandbox.PathOf("pipe.csv");
        Make("mkfifo", path);

        await FaultAsync(path, "pipe.csv is a pipe");
        File.CreateSymbolicLink(_sandbox.PathOf("link.csv"), path);
        await FaultAsync(_sandbox.PathOf("link.csv"), "link.csv is a pipe");
        await FaultAsync(_sandbox.PathOf("*.csv"), "is a pipe");
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/stdin")]
    [InlineData("/dev/null")]
    [InlineData("/proc/self/fd/0")]
    public async Task Device_InPlaceOfAFile_IsRefusedWithoutWaiting(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || !File.Exists(path), $"needs {path}");

        await FaultAsync(path, $"{path} is a device");
    }

    [Fact]
    public async Task Link_ToNothingOrToItself_IsNamed()
    {
        File.CreateSymbolicLink(_sandbox.PathOf("gone.csv"), _sandbox.PathOf("nowhere.csv"));
        File.CreateSymbolicLink(_sandbox.PathOf("round.csv"), _sandbox.PathOf("and.csv"));
        File.CreateSymbolicLink(_sandbox.PathOf("and.csv"), _sandbox.PathOf("round.csv"));

        await FaultAsync(_sandbox.PathOf("gone.csv"), "gone.csv is a link to ", "nowhere.csv");
        await FaultAsync(_sandbox.PathOf("round.csv"), "round.csv is a link to ", "circle");
    }

    [Fact]
    public async Task Link_ToAFile_IsRead()
    {
        File.CreateSymbolicLink(_sandbox.PathOf("link.csv"), _sandbox.Write("real.csv", "a,b\n1,x\n"));

        Assert.Equal(1, (await ReadAsync(new SourceSpec { Path = _sandbox.PathOf("link.csv"), Rules = ReadingRules.Second })).Snapshot.Rows);
    }

    [Fact]
    public async Task File_WithoutPermission_IsNamed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "needs a user whom permissions hold");
        var path = _sandbox.Write("closed.csv", "a\n1\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
        }

        await FaultAsync(path, "closed.csv cannot be read", "Give this user the right");
    }

    [Fact]
    public async Task File_ThatChangesWhileItIsRead_IsAFault()
    {
        var path = _sandbox.Write("growing.csv", "a,b\n1,x\n2,y\n");
        var request = new SourceRequest { Source = new SourceSpec { Path = path, Rules = ReadingRules.Second } };
        void Touch(string sign)
        {
            if (sign == "writing Parquet")
            {
                File.WriteAllText(path, "a,b\n1,x\n3,y\n");
                File.SetLastWriteTimeUtc(path, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            }
        }

        var fault = await Assert.ThrowsAsync<FaultException>(() => _sandbox.Reader.ReadAsync(request, Touch, TestContext.Current.CancellationToken));

        Assert.Contains("growing.csv has changed while it was read", fault.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_sandbox.Home.Artifacts) && Directory.EnumerateFiles(_sandbox.Home.Artifacts, "*", SearchOption.AllDirectories).Any());
    }

    [Fact]
    public async Task Nul_InARecord_CostsThatRecord()
    {
        var text = "a,b\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{(i == 7 ? "x\0y" : "z")}\n"));

        var reading = await ReadAsync(new SourceSpec { Path = _sandbox.Write("nul.csv", text), Rules = ReadingRules.Second });

        Assert.Equal((40, 39, 1), (reading.Records, reading.Snapshot.Rows, reading.Rejected));
    }

    public void Dispose() => _sandbox.Dispose();

    private static void Make(string tool, string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs pipes in the file system");
        using var process = Process.Start(tool, path);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private Task<SourceReading> ReadAsync(SourceSpec source) => _sandbox.ReadAsync(new SourceRequest { Source = source });

    private async Task FaultAsync(string path, params string[] parts)
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => ReadAsync(new SourceSpec { Path = path, Rules = ReadingRules.Second }));

        Assert.All(parts, part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(_sandbox.Home.Scratch));
    }
}
