using Mdlc.Contracts.Decisions;

namespace Mdlc.Starter.People;

/// <summary>The document of the commands of <c>people</c>.</summary>
/// <param name="Signed">Whether decisions must be signed.</param>
internal sealed record PeopleShown(bool Signed, IReadOnlyList<KnownPerson> People);
