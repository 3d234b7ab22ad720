using Mdlc.Conformance.Tests.Servers;

[assembly: AssemblyFixture(typeof(ConformanceServers))]
