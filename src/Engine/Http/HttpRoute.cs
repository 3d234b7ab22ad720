using System.Diagnostics.CodeAnalysis;

namespace Mdlc.Engine.Http;

/// <summary>What a verb and a path mean.</summary>
/// <param name="PathFields">The fields that the path fills.</param>
internal sealed record HttpRoute(HttpRouteKind Kind, HttpBinding? Binding, IReadOnlyList<KeyValuePair<string, string>> PathFields)
{
    [MemberNotNullWhen(true, nameof(Binding))]
    public bool IsCall => Kind == HttpRouteKind.Call;
}
