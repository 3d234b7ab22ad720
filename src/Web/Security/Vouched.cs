namespace Mdlc.Web.Security;

/// <summary>What a known sender stands for.</summary>
internal enum Vouched
{
    /// <summary>All of the request, its headers among it: whoever could change one could have made it.</summary>
    Request,

    /// <summary>The body: a signature covers nothing else, and a captured one can be sent again with other headers.</summary>
    Body,
}
