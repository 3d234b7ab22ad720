using System.Globalization;

namespace Mdlc.EndToEnd.Tests;

/// <summary>Whatever disks do to a home: a command gives what it gave before, or says what is damaged. It neither crashes nor hangs.</summary>
public sealed class DamageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Damage_OfAnyFile_IsMendedOrNamed()
    {
        using var place = new Workplace();
        place.WriteRows("rows.csv", 1_000);
        place.WriteSpec(trainer: "lbfgs", more: "gate: {limits: {auc: {min: 0.7}}}");
        var first = await place.MdlcAsync("run", "model.yaml", "--json");
        Assert.True(first.ExitCode == 0, first.ToString());

        // Every artifact at once: each stage makes its own anew.
        var random = new Random(1);
        foreach (var artifact in Directory.GetFiles(Path.Combine(place.Home, "artifacts"), "*", SearchOption.AllDirectories))
        {
            FlipBit(artifact, random);
        }

        var again = await place.MdlcAsync("run", "model.yaml", "--json");
        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.Equal((string?)first.Json["modelDigest"], (string?)again.Json["modelDigest"]);

        FlipBit(Path.Combine(place.Home, "models", "e2e", "income", "1", "model.zip"), random);
        await MustNameAsync(place, "model.zip", "predict", "income", "--file", "rows.csv");
        await DamageDatabaseAsync(place, "catalog.db", random, "runs");
        await DamageDatabaseAsync(place, "engine.db", random, "schedule", "income", "--show");
    }

    private static async Task DamageDatabaseAsync(Workplace place, string name, Random random, params string[] command)
    {
        var file = Path.Combine(place.Home, name);
        var whole = await File.ReadAllBytesAsync(file);
        var garbage = new byte[whole.Length];
        random.NextBytes(garbage);
        byte[][] damages = [[], garbage, whole[..(whole.Length / 2)], [.. whole[..4096], .. new byte[whole.Length - 4096]]];
        foreach (var damage in damages)
        {
            await File.WriteAllBytesAsync(file, damage);
            await MustNameAsync(place, name, command);
        }

        File.Delete(file);
        await MustNameAsync(place, name, command);
        Directory.CreateDirectory(file);
        await MustNameAsync(place, name, command);
        Directory.Delete(file);
        await File.WriteAllBytesAsync(file, whole);
        var mended = await place.MdlcAsync([.. command, "--json"]);
        Assert.DoesNotContain("damaged", mended.Error, StringComparison.Ordinal);
    }

    private static async Task MustNameAsync(Workplace place, string what, params string[] command)
    {
        await using var process = MdlcProcess.Start(place.Folder, null, [.. command, "--json"]);
        var result = await process.WaitAsync(Patience);
        Assert.True(result.ExitCode == 1, string.Create(CultureInfo.InvariantCulture, $"{what}: {result}"));
        Assert.Contains(what, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", result.Error, StringComparison.Ordinal);
        Assert.NotNull(result.Json);
    }

    private static void FlipBit(string path, Random random)
    {
        var file = new FileInfo(path) { IsReadOnly = false };
        var bytes = File.ReadAllBytes(file.FullName);
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        File.WriteAllBytes(file.FullName, bytes);
    }
}
