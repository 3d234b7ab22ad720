using System.Text.Json.Serialization;

namespace Mdlc.Conformance.Tests.Differential;

/// <summary>How a program's workflow comes to be.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StartKind>))]
public enum StartKind
{
    Start,
    SignalWithStart,
    UpdateWithStart,
    Delayed,
    Schedule,
    Cron,
}
