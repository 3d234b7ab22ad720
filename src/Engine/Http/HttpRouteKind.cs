namespace Mdlc.Engine.Http;

internal enum HttpRouteKind
{
    Call,

    /// <summary>The path is known, but not with this verb.</summary>
    OtherVerb,

    None,
}
