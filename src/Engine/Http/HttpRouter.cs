namespace Mdlc.Engine.Http;

/// <summary>Finds the call that a verb and a path mean.</summary>
internal sealed class HttpRouter(IEnumerable<HttpBinding> bindings)
{
    private readonly ILookup<int, HttpBinding> _byLength =
        bindings.OrderByDescending(static binding => binding.Path.Words).ToLookup(static binding => binding.Path.Length);

    /// <param name="path">The path's segments, decoded.</param>
    public HttpRoute Find(string verb, IReadOnlyList<string> path)
    {
        var otherVerb = false;
        foreach (var binding in _byLength[path.Count])
        {
            if (binding.Path.Match(path) is { } fields)
            {
                if (binding.Verb == verb)
                {
                    return new HttpRoute(HttpRouteKind.Call, binding, fields);
                }

                otherVerb = true;
            }
        }

        return new HttpRoute(otherVerb ? HttpRouteKind.OtherVerb : HttpRouteKind.None, null, []);
    }
}
