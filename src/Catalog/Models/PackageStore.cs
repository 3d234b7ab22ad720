using System.Globalization;
using System.Security.Cryptography;
using Mdlc.Catalog.Files;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;

namespace Mdlc.Catalog.Models;

/// <summary>
/// The model packages of a home: <c>models/{project}/{model}/{version}/</c>. A package is built aside and moved into place whole, within
/// the transaction that publishes it, and never changes after that.
/// </summary>
public sealed class PackageStore(Home home, ICatalog catalog)
{
    /// <summary>Builds a reserved version's package and publishes it. One that its run has published already stands, and is returned.</summary>
    public async Task<ModelPackage> PublishAsync(PackageDraft draft, CancellationToken cancellationToken = default)
    {
        if (await catalog.Models.GetAsync(draft.Project, draft.Model, draft.Version, cancellationToken) is { } published && published.Run == draft.Run)
        {
            return Open(published).Package;
        }

        var folder = FolderOf(draft);
        var target = Confine(folder);
        var aside = Directory.CreateDirectory(Path.Combine(home.Scratch, Guid.NewGuid().ToString("n"))).FullName;
        try
        {
            var files = await WriteAsync(draft, aside, cancellationToken);
            var package = new ModelPackage(
                draft.Project, draft.Model, draft.Version, draft.Run, draft.ModelDigest, draft.Snapshot, folder, files, draft.Created);
            return await catalog.Models.PublishAsync(package, () => MoveIntoPlace(aside, target), cancellationToken);
        }
        finally
        {
            if (Directory.Exists(aside))
            {
                Directory.Delete(aside, recursive: true);
            }
        }
    }

    /// <summary>Reads a package's files, each checked against the catalog's SHA-256 before anything is made of it.</summary>
    /// <exception cref="FaultException">A file is missing, changed or not of the package.</exception>
    public VerifiedPackage Open(ModelPackage package)
    {
        var folder = Confine(package.Folder);
        RefuseLinks(folder);
        var contents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, expected) in package.Files)
        {
            contents[name] = ReadVerified(package, folder, name, expected);
        }

        var stranger = Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).FirstOrDefault(name => !contents.ContainsKey(name!));
        return stranger is null
            ? new VerifiedPackage(package, contents)
            : throw Refused(package, $"'{stranger}' lies in {folder} and is not of the package; take it away");
    }

    private static async Task<IReadOnlyDictionary<string, string>> WriteAsync(
        PackageDraft draft, string folder, CancellationToken cancellationToken)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await using (var model = File.OpenRead(draft.ModelFile))
        {
            files[PackageFile.Model] = await WriteAsync(model, Path.Combine(folder, PackageFile.Model), cancellationToken);
        }

        foreach (var (name, text) in draft.Texts)
        {
            files[name] = await WriteAsync(text, Path.Combine(folder, name), cancellationToken);
        }

        var manifest = new PackageManifest(
            draft.Project, draft.Model, draft.Version, draft.Run, draft.ModelDigest, draft.Snapshot, draft.Created,
            new SortedDictionary<string, string>(files, StringComparer.Ordinal));
        files[PackageFile.Manifest] = await WriteAsync(
            MdlcJson.SerializePretty(manifest), Path.Combine(folder, PackageFile.Manifest), cancellationToken);
        Disk.FlushFolder(folder);
        return files;
    }

    private static async Task<string> WriteAsync(string text, string path, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        return await WriteAsync(stream, path, cancellationToken);
    }

    private static async Task<string> WriteAsync(Stream content, string path, CancellationToken cancellationToken)
    {
        await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite))
        {
            await content.CopyToAsync(file, cancellationToken);
            file.Flush(flushToDisk: true);
        }

        new FileInfo(path).IsReadOnly = true;
        await using var written = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(written, cancellationToken));
    }

    /// <summary>A folder that is there already is of an attempt that died before it was published: nobody knows it.</summary>
    private void MoveIntoPlace(string aside, string target)
    {
        var parent = Directory.CreateDirectory(Path.GetDirectoryName(target)!).FullName;
        if (Directory.Exists(target))
        {
            Directory.Move(target, Path.Combine(home.Scratch, $"unpublished-{Guid.NewGuid():n}"));
        }

        Directory.Move(aside, target);

        // The catalog is about to say that it is there.
        for (var folder = parent; folder.Length >= home.Root.Length; folder = Path.GetDirectoryName(folder)!)
        {
            Disk.FlushFolder(folder);
        }
    }

    private static byte[] ReadVerified(ModelPackage package, string folder, string name, string expected)
    {
        if (name != Path.GetFileName(name) || name is "" or "." or "..")
        {
            throw Refused(package, $"'{name}' is no file name");
        }

        var path = Path.Combine(folder, name);
        byte[] content;
        try
        {
            RefuseLink(package, new FileInfo(path));
            content = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refused(package, $"{path} is missing");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refused(package, $"{path} cannot be read ({exception.Message.TrimEnd('.')})");
        }

        var found = Convert.ToHexStringLower(SHA256.HashData(content));
        return found == expected
            ? content
            : throw Refused(package, $"{path} has SHA-256 {found}, the catalog says {expected}");
    }

    private void RefuseLinks(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null && at.FullName != home.Models; at = at.Parent)
        {
            if (at.LinkTarget is not null)
            {
                throw FaultException.InEnvironment($"{at.FullName} is a link; model packages are read only from {home.Models} itself.");
            }
        }
    }

    private static void RefuseLink(ModelPackage package, FileInfo file)
    {
        if (file.LinkTarget is not null)
        {
            throw Refused(package, $"{file.FullName} is a link");
        }
    }

    private static string FolderOf(PackageDraft draft) =>
        string.Join('/', "models", draft.Project, draft.Model, draft.Version.ToString(CultureInfo.InvariantCulture));

    private string Confine(string folder)
    {
        var path = Path.GetFullPath(Path.Combine(home.Root, folder));
        return path.StartsWith(home.Models + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw FaultException.InEnvironment($"The model folder '{folder}' lies outside of {home.Models}; nothing is read or written there.");
    }

    private static FaultException Refused(ModelPackage package, string reason) =>
        FaultException.InEnvironment(
            $"Package {package.Project}/{package.Model} version {package.Version} is refused: {reason}. "
            + "Restore the file from a backup, or train the version anew.");
}
