use crate::command::named;

named! {
    /// `<AcT>`: how the phone is connected to the network (3GPP TS 27.007, 7.2 and 7.3).
    AccessTechnology(u8) {
        /// GSM.
        GSM = 0, "GSM";
        /// GSM Compact.
        GSM_COMPACT = 1, "GSM Compact";
        /// UTRAN.
        UTRAN = 2, "UTRAN";
        /// GSM with EGPRS.
        EGPRS = 3, "GSM with EGPRS";
        /// UTRAN with HSDPA.
        HSDPA = 4, "UTRAN with HSDPA";
        /// UTRAN with HSUPA.
        HSUPA = 5, "UTRAN with HSUPA";
        /// UTRAN with HSDPA and HSUPA.
        HSPA = 6, "UTRAN with HSDPA and HSUPA";
        /// E-UTRAN: LTE.
        E_UTRAN = 7, "E-UTRAN";
        /// EC-GSM-IoT.
        EC_GSM_IOT = 8, "EC-GSM-IoT";
        /// E-UTRAN, NB-S1 mode: NB-IoT.
        E_UTRAN_NB = 9, "E-UTRAN (NB-S1 mode)";
        /// E-UTRA connected to the core of 5G.
        E_UTRA_5GCN = 10, "E-UTRA connected to a 5GCN";
        /// NR connected to the core of 5G.
        NR_5GCN = 11, "NR connected to a 5GCN";
        /// NG-RAN.
        NG_RAN = 12, "NG-RAN";
        /// E-UTRA and NR at the same time.
        EN_DC = 13, "E-UTRA-NR dual connectivity";
        /// NB-IoT by satellite.
        SATELLITE_NB_IOT = 14, "satellite E-UTRAN (NB-S1 mode)";
        /// E-UTRAN, WB-S1 mode, by satellite.
        SATELLITE_E_UTRAN = 15, "satellite E-UTRAN (WB-S1 mode)";
        /// NG-RAN by satellite.
        SATELLITE_NG_RAN = 16, "satellite NG-RAN";
    }
}
