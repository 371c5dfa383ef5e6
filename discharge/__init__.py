"""Discharge care: from finding a patient who will need care to closing the case (퇴원환자 지역사회 연계)."""
