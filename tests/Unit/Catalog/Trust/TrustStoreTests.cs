using System.Security.Cryptography;
using Mdlc.Catalog.Trust;
using Mdlc.Contracts.Decisions;
using Mdlc.Contracts.Faults;

namespace Mdlc.Unit.Tests.Catalog.Trust;

/// <summary>Whose signatures count, now and then, by the files of a home.</summary>
public sealed class TrustStoreTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryHome _temporary = new();
    private readonly ECDsa _admin = PersonKey.Create();
    private readonly ECDsa _person = PersonKey.Create();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TrustStore Store => new(_temporary.Home);

    private string Key => PersonKey.IdOf(PersonKey.PublicOf(_person))!;

    public void Dispose()
    {
        _admin.Dispose();
        _person.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Home_WithoutAnAnchor_IsOpen() => Assert.False((await Store.ReadAsync(Token)).IsConfigured);

    [Fact]
    public async Task Person_CountsFromTheStatementOn_AndUntilTheRevocation()
    {
        await FillAsync();

        Assert.Null(await RoleAsOfAsync(Noon.AddSeconds(-1)));
        Assert.Equal(PersonRole.Approver, await RoleAsOfAsync(Noon));
        Assert.Equal(PersonRole.Approver, await RoleAsOfAsync(Noon.AddDays(1).AddSeconds(-1)));
        Assert.Null(await RoleAsOfAsync(Noon.AddDays(1)));
        Assert.Null((await Store.ReadAsync(Token)).Find(Key, "p")!.Role);
    }

    [Fact]
    public async Task Decision_SignedBeforeTheRevocation_CountsAsOfItsTime_AndNotNow()
    {
        await FillAsync();
        var signed = PersonKey.Signed(
            new DecisionStatement
            {
                Project = "p",
                Model = "m",
                Version = 2,
                Decision = DecisionKind.Promote,
                Reason = "better",
                Nonce = "n",
                Time = Noon.AddHours(1),
                Expiry = Noon.AddHours(2),
                Signer = Key,
            },
            _person);

        Assert.Equal(DecisionRefusal.None, DecisionChecks.Verify(signed, await Store.ReadAsOfAsync(signed.Statement.Time, Token), signed.Statement.Time).Refusal);
        Assert.Equal(DecisionRefusal.Revoked, DecisionChecks.Verify(signed, await Store.ReadAsync(Token), signed.Statement.Time).Refusal);
    }

    [Fact]
    public async Task List_WhoseLaterPartIsForged_IsNotBelieved_ForAnyTime()
    {
        await FillAsync();
        var file = _temporary.Home.PeopleFile;
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, Token)).Replace("2026-03-02", "2026-03-03", StringComparison.Ordinal), Token);

        await Assert.ThrowsAsync<FaultException>(() => Store.ReadAsOfAsync(Noon, Token));
        await Assert.ThrowsAsync<FaultException>(() => Store.ReadAsync(Token));
    }

    [Fact]
    public async Task People_WithoutTheAnchor_AreAFault()
    {
        await FillAsync();
        File.Delete(_temporary.Home.TrustFile);

        Assert.Contains("put that file back", (await Assert.ThrowsAsync<FaultException>(() => Store.ReadAsync(Token))).Message, StringComparison.Ordinal);
    }

    private async Task FillAsync()
    {
        Directory.CreateDirectory(_temporary.Home.Root);
        await Store.TrustAsync("ann", PersonKey.PublicOf(_admin), Token);
        await SayAsync(PersonRole.Approver, Noon);
        await SayAsync(null, Noon.AddDays(1));
    }

    private async Task SayAsync(PersonRole? role, DateTimeOffset at)
    {
        var before = await Store.PeopleAsync(Token);
        var said = new PeopleStatement
        {
            Project = "p",
            Person = "bob",
            PublicKey = PersonKey.PublicOf(_person),
            Role = role,
            Time = at,
            Previous = before.Count == 0 ? null : Keyring.DigestOf(before[^1]),
            Signer = PersonKey.IdOf(PersonKey.PublicOf(_admin))!,
        };
        await Store.AddAsync(new SignedPeople(said, PersonKey.Sign(said, _admin)), Token);
    }

    private async Task<PersonRole?> RoleAsOfAsync(DateTimeOffset at) => (await Store.ReadAsOfAsync(at, Token)).Find(Key, "p")?.Role;
}
