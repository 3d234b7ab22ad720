using System.Text.Json;

namespace Mdlc.Web.Events;

/// <summary>What is used here of a CloudEvent 1.0. Source and id together name the event.</summary>
/// <param name="DataRef">Extension: where the data are that the event does not carry.</param>
/// <param name="Data">Null when the event carries none.</param>
internal sealed record CloudEvent(string Source, string Id, string Type, string? Subject, string? DataRef, JsonElement? Data);
