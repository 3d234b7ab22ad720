using Microsoft.AspNetCore.Http;

namespace Mdlc.Http;

/// <summary>Answers a request that the server's handlers did not: in the server's own form of an error.</summary>
/// <param name="sentence">What is wrong, for whoever sent it.</param>
public delegate Task RefuseRequest(HttpContext context, int status, string sentence);
