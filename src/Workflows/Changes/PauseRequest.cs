namespace Mdlc.Workflows.Changes;

/// <summary>Somebody wants triggers to wait, or no longer.</summary>
/// <param name="Id">Names this one request.</param>
/// <param name="By">Who asks, for the record.</param>
/// <param name="Reason">Why, for the record; may be empty of a resumption.</param>
public sealed record PauseRequest(string Id, string By, string Reason);
