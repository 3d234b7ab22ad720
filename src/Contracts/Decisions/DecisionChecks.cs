namespace Mdlc.Contracts.Decisions;

/// <summary>Whether a signed decision counts. Pure: the same question has the same answer wherever and whenever it is asked.</summary>
public static class DecisionChecks
{
    /// <summary>The longest that a statement may hold, so that one that is found later moves nothing.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(7);

    /// <summary>How far clocks of persons and workers may be apart.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>Checks signature, signer, role and time.</summary>
    public static DecisionOutcome Verify(SignedDecision signed, Keyring keyring, DateTimeOffset now)
    {
        var said = signed.Statement;
        if (said.Form != DecisionStatement.FormOne || string.IsNullOrWhiteSpace(said.Nonce) || string.IsNullOrWhiteSpace(said.Reason)
            || said.Expiry <= said.Time || said.Expiry - said.Time > LongestLife || (said.Version is null && said.Decision != DecisionKind.Reject))
        {
            return No(DecisionRefusal.Malformed, null, $"The statement is malformed: expected the form {DecisionStatement.FormOne} with a nonce, a reason, a version, and an expiry at most {LongestLife.TotalDays:0} days after its time.");
        }

        var person = keyring.Find(said.Signer, said.Project);
        if (person is null)
        {
            return No(DecisionRefusal.UnknownSigner, null, $"Nobody of project {said.Project} has the key {said.Signer}. An admin adds a person: mdlc people add");
        }

        if (!PersonKey.IsSignedBy(said, signed.Signature, person.PublicKey))
        {
            return No(DecisionRefusal.BadSignature, person, $"The signature is not {person.Name}'s over this statement: one of them was changed.");
        }

        if (person.Role is null)
        {
            return No(DecisionRefusal.Revoked, person, $"The key {person.Key} of {person.Name} was revoked at {person.Since:u}.");
        }

        if (person.Role < PersonRole.Approver)
        {
            return No(DecisionRefusal.NotAllowed, person, $"{person.Name} is {Word(person.Role)} of {said.Project}; to {Word(said.Decision)} asks for an approver or an admin.");
        }

        if (now >= said.Expiry)
        {
            return No(DecisionRefusal.Expired, person, $"{person.Name}'s statement expired at {said.Expiry:u}. Decide again.");
        }

        return now < said.Time - ClockSkew
            ? No(DecisionRefusal.TooEarly, person, $"{person.Name}'s statement is of {said.Time:u}, which has not come: a clock is wrong.")
            : new DecisionOutcome(DecisionRefusal.None, person, $"signed by {person.Name}, {Word(person.Role)}, with key {person.Key}");
    }

    /// <summary>As above, and that it is about this very matter.</summary>
    /// <param name="signed">Null: nobody signed.</param>
    public static DecisionOutcome Verify(SignedDecision? signed, DecisionMatter matter, Keyring keyring, DateTimeOffset now)
    {
        if (!keyring.IsConfigured)
        {
            return new DecisionOutcome(DecisionRefusal.None, null, "unsigned: no keys are configured");
        }

        if (signed?.Statement is null)
        {
            return No(DecisionRefusal.Unsigned, null, $"Keys are configured, and nobody signed. To {Word(matter.Decision)} asks for the signature of an approver: give --key.");
        }

        var said = signed.Statement;
        if (said.Project != matter.Project)
        {
            return No(DecisionRefusal.OtherProject, null, $"The statement was signed for project {said.Project}, and {matter.Project} is meant.");
        }

        var other = said switch
        {
            _ when said.Model != matter.Model => $"model {said.Model}, and {matter.Model} is meant",
            _ when said.Decision != matter.Decision => $"the decision to {Word(said.Decision)}, and to {Word(matter.Decision)} is asked for",
            _ when said.Version != matter.Version => $"version {said.Version}, and {matter.Version} is meant",
            _ when said.ExpectedChampion != matter.Expected => $"the time when champion was {Champion(said.ExpectedChampion)}; it is {Champion(matter.Expected)} now",
            _ when said.Nonce != matter.Nonce => "another move",
            _ when said.Reason != matter.Reason => "another reason",
            _ => null,
        };
        return other is null ? Verify(signed, keyring, now) : No(DecisionRefusal.OtherMatter, null, $"The statement was signed for {other}.");
    }

    private static DecisionOutcome No(DecisionRefusal refusal, KnownPerson? person, string sentence) => new(refusal, person, sentence);

    private static string Champion(int? version) => version is { } number ? $"version {number}" : "none";

    private static string Word<T>(T value) => value!.ToString()!.ToLowerInvariant();
}
