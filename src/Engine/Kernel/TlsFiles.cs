using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mdlc.Engine.Kernel;

/// <summary>The certificate that the engine shows, and its key: two PEM files.</summary>
public sealed record TlsFiles(string CertificateFile, string KeyFile)
{
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="ArgumentException">The files hold no certificate and its key.</exception>
    internal X509Certificate2 Load()
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(CertificateFile, KeyFile);
        }
        catch (CryptographicException e)
        {
            throw new ArgumentException(
                $"'{CertificateFile}' and '{KeyFile}': found no certificate with its key ({e.Message}); expected two PEM files, the key without a password", e);
        }
    }
}
