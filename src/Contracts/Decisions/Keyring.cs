using System.Security.Cryptography;
using Mdlc.Contracts.Faults;

namespace Mdlc.Contracts.Decisions;

/// <summary>Whose signatures count: the admins of the trust anchor, and the people whom these have named.</summary>
public sealed class Keyring
{
    private readonly List<KnownPerson> _people = [];

    private Keyring()
    {
    }

    /// <summary>No keys are configured: whoever reaches the home is its one admin.</summary>
    public static Keyring Open { get; } = new();

    /// <summary>Whether decisions must be signed.</summary>
    public bool IsConfigured => _people.Count > 0;

    /// <summary>Everybody who was ever named, and how things stand.</summary>
    public IReadOnlyList<KnownPerson> People => _people;

    /// <param name="admins">The trust anchor: names and public keys.</param>
    /// <param name="list">What admins said of people, oldest first.</param>
    /// <exception cref="FaultException">A key is none, or the list is not what admins signed.</exception>
    public static Keyring Of(IReadOnlyDictionary<string, string> admins, IReadOnlyList<SignedPeople> list)
    {
        var keyring = new Keyring();
        foreach (var (name, key) in admins.OrderBy(admin => admin.Key, StringComparer.Ordinal))
        {
            keyring._people.Add(new(name, IdOf(name, key), key, Project: null, PersonRole.Admin, Since: null));
        }

        string? previous = null;
        foreach (var (entry, number) in list.Select((entry, index) => (entry, index + 1)))
        {
            keyring.Take(entry, number, previous);
            previous = DigestOf(entry);
        }

        return keyring;
    }

    /// <summary>What the next statement of the list names as the one before it.</summary>
    public static string DigestOf(SignedPeople entry) => Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Of(entry)));

    /// <returns>The person whose key it is, where a role of the project can come from; null: nobody.</returns>
    public KnownPerson? Find(string key, string project) =>
        _people.Find(person => person.Key == key && (person.Project is null || person.Project == project));

    private static string IdOf(string name, string key) =>
        PersonKey.IdOf(key) ?? throw FaultException.InEnvironment($"Found a key of {name} that is none, expected a public key over P-256 in base64, as `mdlc key show` prints it.");

    private void Take(SignedPeople entry, int number, string? previous)
    {
        var said = entry.Statement;
        var admin = _people.Find(person => person.Project is null && person.Key == said.Signer);
        var fault = said switch
        {
            { Form: not PeopleStatement.FormOne } => $"has the form {said.Form}, expected {PeopleStatement.FormOne}",
            _ when admin is null => $"is signed by {said.Signer}, which is no admin's key of the trust anchor",
            _ when !PersonKey.IsSignedBy(said, entry.Signature, admin.PublicKey) => $"does not have the signature of {admin.Name}",
            _ when said.Previous != previous => "does not follow the one before it: some were taken out, or their order was changed",
            _ => null,
        };
        if (fault is not null)
        {
            throw FaultException.InEnvironment($"Statement {number} of the list of people {fault}. Until that is mended no decision counts; take the list from a copy that is whole.");
        }

        var key = IdOf(said.Person, said.PublicKey);
        if (_people.Exists(person => person.Project is null && person.Key == key))
        {
            throw FaultException.InEnvironment($"Statement {number} of the list of people is of {said.Person}, an admin of the trust anchor; expected others. Who is admin is said there alone.");
        }

        var before = Find(key, said.Project);
        if (before is not null)
        {
            _people.Remove(before);
        }

        // A key that was revoked stays so: it may be in other hands.
        var role = before is { Role: null } ? null : said.Role;
        _people.Add(new(said.Person, key, said.PublicKey, said.Project, role, before is { Role: null } ? before.Since : said.Time));
    }
}
