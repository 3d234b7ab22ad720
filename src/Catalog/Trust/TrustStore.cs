using System.Text.Json;
using Mdlc.Contracts.Decisions;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;

namespace Mdlc.Catalog.Trust;

/// <summary>Whose signatures count, by the files of a home. They are read each time: a revocation counts from the next step on.</summary>
public sealed class TrustStore(Home home)
{
    /// <returns><see cref="Keyring.Open"/> where the home has no trust anchor.</returns>
    /// <exception cref="FaultException">A file is there and cannot be read or believed: then no decision counts.</exception>
    public Task<Keyring> ReadAsync(CancellationToken cancellationToken = default) => ReadAsOfAsync(DateTimeOffset.MaxValue, cancellationToken);

    /// <summary>Whose signatures counted at a time: by the list as it was then, and the admins of today.</summary>
    /// <inheritdoc cref="ReadAsync(CancellationToken)"/>
    public async Task<Keyring> ReadAsOfAsync(DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        var anchor = await ReadAsync<TrustAnchor>(home.TrustFile, cancellationToken);
        var all = await PeopleAsync(cancellationToken);
        if (anchor is { Admins.Count: > 0 })
        {
            // The whole list must be one that can be believed, whatever part of it is asked for.
            _ = Keyring.Of(anchor.Admins, all);
        }

        IReadOnlyList<SignedPeople> people = [.. all.TakeWhile(said => said.Statement.Time <= at)];
        if (anchor is null)
        {
            return all.Count == 0
                ? Keyring.Open
                : throw FaultException.InEnvironment($"Found people in {home.PeopleFile} and no admins' keys in {home.TrustFile}: put that file back. Until then no decision counts.");
        }

        return anchor.Admins is { Count: > 0 }
            ? Keyring.Of(anchor.Admins, people)
            : throw FaultException.InEnvironment($"{home.TrustFile} names no admin; expected {{\"admins\": {{\"name\": \"public key\"}}}}. Without keys there is no such file.");
    }

    /// <summary>What admins signed, oldest first.</summary>
    public async Task<IReadOnlyList<SignedPeople>> PeopleAsync(CancellationToken cancellationToken = default) =>
        await ReadAsync<IReadOnlyList<SignedPeople>>(home.PeopleFile, cancellationToken) ?? [];

    /// <summary>Adds a statement to the list of people, if the list is one that can be believed with it.</summary>
    public async Task AddAsync(SignedPeople entry, CancellationToken cancellationToken = default)
    {
        var anchor = await ReadAsync<TrustAnchor>(home.TrustFile, cancellationToken)
            ?? throw FaultException.InEnvironment($"Found no {home.TrustFile}; expected the admins' public keys there. Make it first: mdlc people trust");
        IReadOnlyList<SignedPeople> people = [.. await PeopleAsync(cancellationToken), entry];
        _ = Keyring.Of(anchor.Admins, people);
        await JsonFile.WriteAsync(home.PeopleFile, people, cancellationToken);
    }

    /// <summary>Names an admin in the trust anchor; the file is made where it is missing.</summary>
    public async Task TrustAsync(string name, string publicKey, CancellationToken cancellationToken = default)
    {
        var admins = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (known, key) in (await ReadAsync<TrustAnchor>(home.TrustFile, cancellationToken))?.Admins ?? new Dictionary<string, string>())
        {
            admins[known] = key;
        }

        admins[name] = publicKey;
        _ = Keyring.Of(admins, await PeopleAsync(cancellationToken));
        await JsonFile.WriteAsync(home.TrustFile, new TrustAnchor(admins), cancellationToken);
    }

    private static async Task<T?> ReadAsync<T>(string file, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return MdlcJson.Deserialize<T>(await File.ReadAllTextAsync(file, cancellationToken));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException damaged)
        {
            throw FaultException.InEnvironment($"{file} cannot be read: {damaged.Message} Until that is mended no decision counts.", damaged);
        }
    }
}
