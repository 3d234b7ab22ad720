namespace Mdlc.Catalog.Sources;

/// <summary>Copies of quarantine files in the system's temporary folder: what a message names is there when the message is read.</summary>
internal static class LastingFile
{
    private const int DigestCharacters = 16;

    /// <param name="quarantine">A file of an artifact store, which is named by its digest: the same records give the same copy.</param>
    /// <returns>Where the copy is.</returns>
    public static string Keep(string quarantine)
    {
        var digest = Path.GetFileNameWithoutExtension(quarantine)[..DigestCharacters];
        var target = Path.Combine(Path.GetTempPath(), $"mdlc-quarantine-{digest}{Path.GetExtension(quarantine)}");
        if (File.Exists(target) && new FileInfo(target).Length == new FileInfo(quarantine).Length)
        {
            return target;
        }

        var aside = Path.Combine(Path.GetTempPath(), $"mdlc-{Guid.NewGuid():n}.partial");
        try
        {
            Copy(quarantine, aside);
            File.Move(aside, target, overwrite: true);
            return target;
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <summary>The folder is everybody's, the rows are not.</summary>
    private static void Copy(string source, string target)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var from = File.OpenRead(source);
        using var to = new FileStream(target, options);
        from.CopyTo(to);
    }
}
