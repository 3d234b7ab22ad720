using System.Security.Cryptography;
using Mdlc.Contracts.Decisions;
using Mdlc.Contracts.Faults;

namespace Mdlc.Unit.Tests.Contracts.Decisions;

public sealed class DecisionChecksTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ECDsa _admin = PersonKey.Create();
    private readonly ECDsa _person = PersonKey.Create();

    public void Dispose()
    {
        _admin.Dispose();
        _person.Dispose();
    }

    /// <summary>Role × project × decision: an approver or admin of that very project, and nobody else.</summary>
    [Fact]
    public void Verify_EveryRoleProjectAndDecision_CountsForApproversOfTheProjectAlone()
    {
        foreach (var role in Enum.GetValues<PersonRole>())
        {
            var keyring = Ring(Said(_person, role));
            foreach (var project in new[] { "p", "q" })
            {
                foreach (var decision in Enum.GetValues<DecisionKind>())
                {
                    var said = Statement(_person) with { Project = project, Decision = decision };
                    var refusal = DecisionChecks.Verify(PersonKey.Signed(said, _person), keyring, Now).Refusal;
                    var expected = project == "q" ? DecisionRefusal.UnknownSigner
                        : role >= PersonRole.Approver ? DecisionRefusal.None : DecisionRefusal.NotAllowed;
                    Assert.Equal(expected, refusal);
                }
            }
        }
    }

    public static TheoryData<DecisionRefusal, Func<DecisionStatement, DecisionStatement>> Changes => new()
    {
        { DecisionRefusal.OtherProject, s => s with { Project = "q" } },
        { DecisionRefusal.OtherMatter, s => s with { Model = "other" } },
        { DecisionRefusal.OtherMatter, s => s with { Version = 4 } },
        { DecisionRefusal.OtherMatter, s => s with { Decision = DecisionKind.Rollback } },
        { DecisionRefusal.OtherMatter, s => s with { ExpectedChampion = null } },
        { DecisionRefusal.OtherMatter, s => s with { Nonce = "n2" } },
        { DecisionRefusal.OtherMatter, s => s with { Reason = "another" } },
        { DecisionRefusal.Malformed, s => s with { Form = "mdlc.people/1" } },
        { DecisionRefusal.Malformed, s => s with { Expiry = s.Time + TimeSpan.FromDays(8) } },
        { DecisionRefusal.Expired, s => s with { Time = s.Time.AddDays(-1), Expiry = Now } },
        { DecisionRefusal.TooEarly, s => s with { Time = Now.AddMinutes(6), Expiry = Now.AddHours(1) } },
        { DecisionRefusal.UnknownSigner, s => s with { Signer = "nobody" } },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void Verify_SignedForSomethingElse_IsRefusedByName(DecisionRefusal expected, Func<DecisionStatement, DecisionStatement> change)
    {
        var keyring = Ring(Said(_person, PersonRole.Approver));
        Assert.Equal(DecisionRefusal.None, Check(PersonKey.Signed(Statement(_person), _person), keyring));
        Assert.Equal(expected, Check(PersonKey.Signed(change(Statement(_person)), _person), keyring));
    }

    /// <summary>Whatever is changed after signing, somebody sees it.</summary>
    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void Verify_ChangedAfterSigning_NeverCounts(DecisionRefusal expected, Func<DecisionStatement, DecisionStatement> change)
    {
        var signed = PersonKey.Signed(Statement(_person), _person);
        var changed = signed with { Statement = change(signed.Statement) };
        Assert.NotEqual(DecisionRefusal.None, expected);
        Assert.False(DecisionChecks.Verify(changed, Ring(Said(_person, PersonRole.Approver)), Now).Counts);
    }

    [Fact]
    public void Verify_SignatureOfAnotherKeyOrNone_IsRefused()
    {
        var keyring = Ring(Said(_person, PersonRole.Approver));
        Assert.Equal(DecisionRefusal.BadSignature, Check(PersonKey.Signed(Statement(_person), _admin), keyring));
        foreach (var text in new[] { "", "%%", null!, Convert.ToBase64String(new byte[64]) })
        {
            Assert.Equal(DecisionRefusal.BadSignature, Check(new SignedDecision(Statement(_person), text), keyring));
        }

        Assert.Equal(DecisionRefusal.Unsigned, Check(null, keyring));
        Assert.Equal(DecisionRefusal.None, Check(null, Keyring.Open));
    }

    [Fact]
    public void Keyring_Revoked_StaysSo_AndTheListCannotBeCut()
    {
        var added = Said(_person, PersonRole.Approver);
        var revoked = Said(_person, null, added);
        var again = Said(_person, PersonRole.Admin, revoked);
        Assert.Equal(DecisionRefusal.Revoked, Check(PersonKey.Signed(Statement(_person), _person), Ring(added, revoked)));
        Assert.Equal(DecisionRefusal.Revoked, Check(PersonKey.Signed(Statement(_person), _person), Ring(added, revoked, again)));
        Assert.Throws<FaultException>(() => Ring(added, again));
        Assert.Throws<FaultException>(() => Ring(revoked));
    }

    [Fact]
    public void Keyring_SaidByNoAdmin_IsNotBelieved()
    {
        var forged = Said(_person, PersonRole.Admin).Statement with { Signer = IdOf(_person) };
        Assert.Throws<FaultException>(() => Ring(new SignedPeople(forged, PersonKey.Sign(forged, _person))));
        Assert.Throws<FaultException>(() => Ring(new SignedPeople(forged with { Signer = IdOf(_admin) }, PersonKey.Sign(forged, _person))));
    }

    private static DecisionRefusal Check(SignedDecision? signed, Keyring keyring) =>
        DecisionChecks.Verify(signed, new DecisionMatter("p", "m", DecisionKind.Promote, 3, 2, "why", "n1"), keyring, Now).Refusal;

    private static string IdOf(ECDsa key) => PersonKey.IdOf(PersonKey.PublicOf(key))!;

    private static DecisionStatement Statement(ECDsa signer) => new()
    {
        Project = "p",
        Model = "m",
        Version = 3,
        Decision = DecisionKind.Promote,
        ExpectedChampion = 2,
        Reason = "why",
        Nonce = "n1",
        Time = Now,
        Expiry = Now.AddHours(1),
        Signer = IdOf(signer),
    };

    private Keyring Ring(params SignedPeople[] list) =>
        Keyring.Of(new Dictionary<string, string> { ["ada"] = PersonKey.PublicOf(_admin) }, list);

    private SignedPeople Said(ECDsa person, PersonRole? role, SignedPeople? after = null)
    {
        var said = new PeopleStatement
        {
            Project = "p",
            Person = "ben",
            PublicKey = PersonKey.PublicOf(person),
            Role = role,
            Time = Now.AddDays(-1),
            Previous = after is null ? null : Keyring.DigestOf(after),
            Signer = IdOf(_admin),
        };
        return new SignedPeople(said, PersonKey.Sign(said, _admin));
    }
}
